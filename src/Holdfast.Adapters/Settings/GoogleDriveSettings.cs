namespace Holdfast.Adapters.Settings;

/// <summary>A Google Drive store as the configuration describes it.</summary>
public sealed record GoogleDriveSettings
{
    /// <summary>Gives the app's file as Google hands it out (<c>client.json</c>), or that of a service account.</summary>
    public required Func<CancellationToken, ValueTask<string>> Client { get; init; }

    /// <summary>Gives what a person granted when signing in; null when nobody did, and not asked for with a service account.</summary>
    public required Func<CancellationToken, ValueTask<string?>> Grant { get; init; }

    /// <summary>Whose Drive it is: checked for people, acted for by service accounts that may.</summary>
    public string? Account { get; init; }

    /// <summary>A server that speaks like Google's, instead of Google's own.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The folder that is the store's root: a path of names, or <c>id:</c> and its id; null for the topmost.</summary>
    public string? Root { get; init; }

    /// <summary>Name or id of a shared drive; null for the account's own.</summary>
    public string? SharedDrive { get; init; }

    /// <summary>Whether the store is what others have shared with the account.</summary>
    public bool IsSharedWithMe { get; init; }

    /// <summary>Whether shortcuts are followed instead of kept as links.</summary>
    public bool FollowsShortcuts { get; init; }

    /// <summary>Endings of the formats in which documents are taken, best first.</summary>
    public IReadOnlyList<string> Exports { get; init; } = ["docx", "xlsx", "pptx", "svg", "pdf", "json"];

    /// <summary>Files under way at once.</summary>
    public int Parallel { get; init; } = 8;

    /// <summary>Requests a second, all workers together.</summary>
    public int Rate { get; init; } = 10;

    /// <summary>Time between two questions for what has changed.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How far back what was modified is looked at again, whatever the feed of changes said; zero for not at all.</summary>
    public TimeSpan LookBack { get; init; } = TimeSpan.FromDays(7);

    /// <summary>A directory of ours in which the list is kept from one process to the next, with its place in the feed of changes; null for not.</summary>
    public string? KeepIn { get; init; }

    /// <summary>How long ago a list that was kept may have been made when everything is asked for.</summary>
    public TimeSpan KeptLasts { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes a second; null for no limit.</summary>
    public long? Bandwidth { get; init; }
}
