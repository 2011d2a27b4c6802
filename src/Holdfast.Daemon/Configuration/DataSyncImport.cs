using System.Globalization;
using Holdfast.Adapters.Files;

namespace Holdfast.Daemon.Configuration;

/// <summary>What is asked of an import of <c>data-sync.conf</c>.</summary>
public sealed record DataSyncRequest
{
    /// <summary>The old file.</summary>
    public required string File { get; init; }

    /// <summary>Its text.</summary>
    public required string Text { get; init; }

    /// <summary>The tree that is kept right; null to find it beside the file.</summary>
    public string? From { get; init; }

    /// <summary>The legacy tree; null for the one the old script used.</summary>
    public string? To { get; init; }

    /// <summary>The owner; null to take the tree's own.</summary>
    public string? Owner { get; init; }

    /// <summary>Asks the user for what was not found; null, or an answer of null, when there is nobody to ask.</summary>
    public Func<string, string?>? Ask { get; init; }

    /// <summary>Looks at paths.</summary>
    public required IPathResolver Paths { get; init; }

    /// <summary>Looks up names.</summary>
    public required IAccounts Accounts { get; init; }
}

/// <summary>What became of one line of the old file, or of something the old script did unasked.</summary>
/// <param name="Line">Line number; 0 for what stood in no line.</param>
/// <param name="Text">The line.</param>
/// <param name="Became">What it became, in a sentence.</param>
/// <param name="NeedsALook">Whether the user should look at it.</param>
public sealed record ImportedLine(int Line, string Text, string Became, bool NeedsALook = false);

/// <summary>What came of an import.</summary>
/// <param name="Yaml">The new configuration; null when something was missing.</param>
/// <param name="Lines">What became of each line, in order.</param>
/// <param name="Errors">What was missing.</param>
public sealed record DataSyncResult(string? Yaml, IReadOnlyList<ImportedLine> Lines, IReadOnlyList<ConfigError> Errors);

/// <summary>Carries a <c>data-sync.conf</c> over to a configuration that does what the old script did, and no more.</summary>
public static class DataSyncImport
{
    private const string LegacyTree = "/opt/ai-lab-data/shared";

    /// <summary>Reads the old file, finds the trees, and writes the new configuration as text.</summary>
    public static DataSyncResult Import(DataSyncRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var lines = new List<ImportedLine>();
        var errors = new List<ConfigError>();
        var here = Path.GetDirectoryName(Path.GetFullPath(request.File)) ?? "/";
        var said = new DataSyncSettings(DataSyncConf.Read(request.Text), lines, here);
        var from = Tree(request, request.From, Path.Combine(here, "ai-lab-data", "shared"), "--from", "Which directory holds the shared data?", errors);
        var to = said.Legacy ? Tree(request, request.To, LegacyTree, "--to", "Which directory is the legacy copy?", errors) : null;
        if (from is null || (said.Legacy && to is null)) return new DataSyncResult(null, lines, errors);
        if (to is not null && IsSame(request.Paths.Resolve(from), request.Paths.Resolve(to)))
        {
            lines.Add(new ImportedLine(0, "", $"{to} is the same directory as {from}: there is nothing to copy, so there is no legacy job", true));
            to = null;
        }
        var owner = Owner(request, from, lines);
        if (to is not null) lines.Add(new ImportedLine(0, "", "rsync overwrote files that somebody had changed in the legacy place; Holdfast keeps them and says so: 'conflict: overwrite' does as before, with a trash"));
        var reports = Path.Combine(here, "ai-lab-data", "admin");
        var hasReports = request.Paths.Resolve(reports).End is { Kind: PathStepKind.Directory };
        if (hasReports) lines.Add(new ImportedLine(0, "", $"daily reports go on in {reports}, kept 7 days as before"));
        return new DataSyncResult(DataSyncYaml.Write(said, request.File, from, to, owner, hasReports ? reports : null), lines, errors);
    }

    private static string? Tree(DataSyncRequest request, string? named, string usual, string flag, string question, List<ConfigError> errors)
    {
        if (named is not null) return Path.GetFullPath(named);
        if (request.Paths.Resolve(usual).End is { Kind: PathStepKind.Directory }) return usual;
        if (request.Ask?.Invoke($"{question} ({usual} is not there)") is { Length: > 0 } answer) return Path.GetFullPath(answer);
        errors.Add(new ConfigError(new Origin(OriginKind.File, request.File), "", $"no directory {usual}", "the tree the old script worked on", $"name it with {flag}"));
        return null;
    }

    private static string? Owner(DataSyncRequest request, string from, List<ImportedLine> lines)
    {
        if (request.Owner is not null) return request.Owner;
        if (request.Paths.Resolve(from).End is { Uid: not 0 } tree)
        {
            var owner = $"{request.Accounts.UserName(tree.Uid) ?? tree.Uid.ToString(CultureInfo.InvariantCulture)}:{request.Accounts.GroupName(tree.Gid) ?? tree.Gid.ToString(CultureInfo.InvariantCulture)}";
            lines.Add(new ImportedLine(0, "", $"the owner is {owner}, to whom {from} belongs; --owner names another", true));
            return owner;
        }
        // To give people's files to root because somebody once made the directory as root would lock them out.
        if (request.Ask?.Invoke($"Who shall own the files below {from}? (such as llurad:docker)") is { Length: > 0 } answer) return answer;
        lines.Add(new ImportedLine(0, "", $"owners are left alone: {from} belongs to root or is not there, and nobody named an owner; --owner does", true));
        return null;
    }

    private static bool IsSame(ResolvedPath left, ResolvedPath right) =>
        left.Path == right.Path || (left.End is { } one && right.End is { } other && one.Device == other.Device && one.Inode == other.Inode);
}
