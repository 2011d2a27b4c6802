using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.State;

namespace Holdfast.Daemon.OwnState;

/// <summary>Finds everything of Holdfast's own that a new machine needs: the configuration, every file it names, and what lies in the state directory.</summary>
internal sealed class OwnFiles(HoldfastConfig config, IPathResolver paths, IAccounts accounts)
{
    /// <summary>No file of ours is larger, but the databases.</summary>
    public const long MostBytes = 16 << 20;

    // What these name is made anew, or belongs to the machine.
    private static readonly HashSet<string> Others = new(["log-file", "program"], StringComparer.Ordinal);
    private static readonly string[] NotKept = ["lock", "control.sock", "reports", StoreOpener.ListsName, SqliteStateDb.FileName, SyncState.FileName];

    /// <summary>The files, the configuration first; the databases are not among them.</summary>
    public IReadOnlyList<OwnFile> Find()
    {
        var found = new List<OwnFile>();
        foreach (var path in Named().Prepend(config.File).Distinct(StringComparer.Ordinal))
        {
            if (Make(path, path, isState: false, $"files/{found.Count}") is { } file && !IsBelow(path, config.StateDirectory)) found.Add(file);
        }
        foreach (var path in InState())
        {
            var name = Path.GetRelativePath(config.StateDirectory, path);
            if (Make(path, name, isState: true, $"state/{name}") is { } file) found.Add(file);
        }
        return found;
    }

    /// <summary>What is needed and cannot be taken along, as the configuration names it.</summary>
    public IReadOnlyList<string> Outside() =>
    [
        .. Values().OfType<Secret>().Where(secret => secret.Place is SecretPlace.Environment or SecretPlace.Command).Select(secret => secret.ToString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
    ];

    /// <summary>One of the databases, as it belongs into the state directory.</summary>
    public OwnFile Database(string name) => Make(Path.Combine(config.StateDirectory, name), name, isState: true, $"state/{name}") ?? throw new IOException($"{name} is gone from {config.StateDirectory}");

    private IEnumerable<string> Named() => Settings().SelectMany(setting => setting.Field.Shape is PathShape or ListShape { Item: PathShape } && !Others.Contains(setting.Field.Key) ? Each(setting.Value).OfType<string>().Where(Path.IsPathRooted) : [])
        .Concat(Values().OfType<Secret>().Where(secret => secret.Place == SecretPlace.File).Select(secret => secret.Value));

    private IEnumerable<object> Values() => Settings().SelectMany(setting => Each(setting.Value));

    private IEnumerable<Setting> Settings() => config.Settings.Fields(Origin.Default).Select(one => config.Settings.Find(one.Path)).OfType<Setting>();

    private static IEnumerable<object> Each(object value) => value is SettingItem[] items ? items.Select(item => item.Value) : [value];

    private IEnumerable<string> InState()
    {
        var inside = new EnumerationOptions { RecurseSubdirectories = false, AttributesToSkip = FileAttributes.ReparsePoint, ReturnSpecialDirectories = false };
        var pending = new Stack<string>([config.StateDirectory]);
        while (pending.TryPop(out var directory))
        {
            foreach (var path in Directory.EnumerateFileSystemEntries(directory, "*", inside).Order(StringComparer.Ordinal))
            {
                var name = Path.GetFileName(path);
                var isOurs = directory != config.StateDirectory || !(NotKept.Any(one => name == one || name.StartsWith($"{one}-", StringComparison.Ordinal) || name.StartsWith($"{one}.", StringComparison.Ordinal)) || IsScratch(name));
                if (!isOurs || path == config.Reports.Directory || path == config.LogFile || name.StartsWith('.')) continue;
                if (Directory.Exists(path)) pending.Push(path);
                else yield return path;
            }
        }
    }

    private static bool IsScratch(string name) => name.StartsWith("drill-", StringComparison.Ordinal) || name.StartsWith(OwnStateJob.Scratch, StringComparison.Ordinal);

    private static bool IsBelow(string path, string directory) => path.StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal);

    private OwnFile? Make(string path, string belongs, bool isState, string name)
    {
        if (paths.Resolve(path).End is not { Kind: PathStepKind.File } end || new FileInfo(path).Length > MostBytes && !SqliteStateDb.FileName.Equals(belongs, StringComparison.Ordinal) && !SyncState.FileName.Equals(belongs, StringComparison.Ordinal)) return null;
        return new OwnFile(name, belongs, isState, end.Mode, accounts.UserName(end.Uid), end.Uid, accounts.GroupName(end.Gid), end.Gid);
    }
}
