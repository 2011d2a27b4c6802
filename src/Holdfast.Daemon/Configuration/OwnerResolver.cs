using System.Globalization;
using Holdfast.Adapters.Files;

namespace Holdfast.Daemon.Configuration;

/// <summary>Numbers of an owner, or why there are none.</summary>
/// <param name="Uid">Owner's number; null when it is left alone.</param>
/// <param name="Gid">Group's number; null when it is left alone.</param>
/// <param name="Problem">What is wrong; null when nothing is.</param>
public sealed record ResolvedOwner(int? Uid, int? Gid, string? Problem);

/// <summary>Turns owners as written into numbers.</summary>
public static class OwnerResolver
{
    /// <summary>Looks names up; numbers stay as they are, also when no account has them.</summary>
    public static ResolvedOwner Resolve(OwnerSpec owner, IAccounts accounts)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentNullException.ThrowIfNull(accounts);
        try
        {
            var uid = Number(owner.User) ?? (owner.User is { } user ? accounts.UserId(user) : null);
            var gid = Number(owner.Group) ?? (owner.Group is { } group ? accounts.GroupId(group) : null);
            return owner.User is not null && uid is null ? new(null, null, $"there is no user '{owner.User}' here: 'getent passwd' shows them, 'useradd' makes one")
                : owner.Group is not null && gid is null ? new(null, null, $"there is no group '{owner.Group}' here: 'getent group' shows them, 'groupadd' makes one")
                : new(uid, gid, null);
        }
        catch (IOException problem)
        {
            return new(null, null, problem.Message);
        }
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
