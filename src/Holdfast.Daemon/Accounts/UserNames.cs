using System.Text.RegularExpressions;

namespace Holdfast.Daemon.Accounts;

/// <summary>What accounts and tokens can be called.</summary>
internal static partial class UserNames
{
    /// <summary>Most characters of a name.</summary>
    public const int Longest = 64;

    /// <summary>What is wrong with a name; null when nothing is.</summary>
    public static string? Problem(string name) => Pattern().IsMatch(name) ? null : "a name has letters, digits and . _ @ -, and at most 64 of them";

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}\z")]
    private static partial Regex Pattern();
}
