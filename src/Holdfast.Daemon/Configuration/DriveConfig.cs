namespace Holdfast.Daemon.Configuration;

/// <summary>What only stores of kind <c>google-drive</c> have.</summary>
public sealed record DriveConfig
{
    /// <summary>Where the app's file is kept, or that of a service account.</summary>
    public required Secret Client { get; init; }

    /// <summary>Whose Drive it is; null for whoever signs in.</summary>
    public string? Account { get; init; }

    /// <summary>A server that speaks like Google's; null for Google.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The folder that is the store's root; null for the topmost.</summary>
    public string? Root { get; init; }

    /// <summary>Name or id of a shared drive; null for the account's own.</summary>
    public string? SharedDrive { get; init; }

    /// <summary>Whether the store is what others have shared.</summary>
    public bool IsSharedWithMe { get; init; }

    /// <summary>Whether shortcuts are followed.</summary>
    public bool FollowsShortcuts { get; init; }

    /// <summary>Formats of documents, best first; empty for the usual ones.</summary>
    public IReadOnlyList<string> Exports { get; init; } = [];

    /// <summary>Files under way at once.</summary>
    public int Parallel { get; init; } = 8;

    /// <summary>Requests a second.</summary>
    public int Rate { get; init; } = 10;

    /// <summary>Time between two questions for changes.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How far back what was modified is looked at again.</summary>
    public TimeSpan LookBack { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Bytes a second; null for no limit.</summary>
    public long? Bandwidth { get; init; }

    /// <summary>Where it is, for people.</summary>
    public string Location => $"google-drive:{(IsSharedWithMe ? "shared with me" : SharedDrive ?? "My Drive")}/{Root?.Trim('/')}{(Account is null ? "" : $" of {Account}")}";

    /// <summary>Whether two of them may hold the same files: the same drive of the same account, and one folder in the other.</summary>
    public bool Overlaps(DriveConfig other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Endpoint != other.Endpoint || SharedDrive != other.SharedDrive || IsSharedWithMe != other.IsSharedWithMe || (SharedDrive is null && Account != other.Account && Account is not null && other.Account is not null)) return false;
        // Where a folder that is named by its id lies, only the server knows.
        return IsId(Root) || IsId(other.Root) ? Root == other.Root || Root is null || other.Root is null : Below(Root ?? "", other.Root ?? "") || Below(other.Root ?? "", Root ?? "");
    }

    private static bool IsId(string? root) => root?.StartsWith("id:", StringComparison.Ordinal) == true;

    private static bool Below(string inner, string outer) => outer.Trim('/').Length == 0 || (inner.Trim('/') + "/").StartsWith(outer.Trim('/') + "/", StringComparison.Ordinal);
}
