using System.Globalization;
using Holdfast.Engine.Model;

namespace Holdfast.Integration.Faults;

/// <summary>
/// Remembers what stood where before something broke, and says afterwards what a user would have lost or could no longer
/// trust. It knows every version a name ever had in source or destination.
/// </summary>
internal sealed class Witness(World world)
{
    private readonly Dictionary<TreePath, HashSet<string>> _versions = [];
    private Picture _source = new();
    private Picture _destination = new();
    private Dictionary<TreePath, BaselineEntry> _rows = [];

    /// <summary>Looks at everything as it is now; what is missing later was lost after this.</summary>
    public async Task LookAsync()
    {
        _source = Picture.Of(world.Source);
        _destination = Picture.Of(world.Destination);
        _rows = await world.BaselineAsync();
        foreach (var (path, (_, hash)) in _source.Files.Concat(_destination.Files))
        {
            if (!_versions.TryGetValue(path, out var known)) _versions[path] = known = [];
            known.Add(hash);
        }
    }

    /// <summary>What is wrong now, a line each.</summary>
    public async Task<List<string>> JudgeAsync()
    {
        var wrong = new List<string>();
        var now = Picture.Of(world.Destination);
        if (!Picture.Of(world.Source).Lines.SequenceEqual(_source.Lines)) wrong.Add("the source was changed");
        Lost(now, wrong);
        Torn(now, wrong);
        Ahead(now, await world.BaselineAsync(), wrong);
        return wrong;
    }

    /// <summary>Where destination and source differ; empty when the one mirrors the other.</summary>
    public List<string> Differences() => Differences(Picture.Of(world.Source), Picture.Of(world.Destination));

    private static List<string> Differences(Picture source, Picture destination) =>
        [.. source.Lines.Except(destination.Lines).Select(line => "only in source:      " + line), .. destination.Lines.Except(source.Lines).Select(line => "only in destination: " + line)];

    /// <summary>What a run left behind in the store's own directory.</summary>
    public List<string> Leftovers() =>
        [.. Picture.Of(world.Destination + "/.holdfast/tmp").Lines.Concat(Picture.Of(world.Destination + "/.holdfast/swap").Lines).Select(line => "left over: " + line)];

    // What the destination had is still there: under some name, in the trash, or between two names.
    private void Lost(Picture now, List<string> wrong)
    {
        var kept = now.Files.Values.Select(file => file.Hash).ToHashSet();
        foreach (var place in new[] { "trash", "swap" }) kept.UnionWith(Picture.Of($"{world.Destination}/.holdfast/{place}").Files.Values.Select(file => file.Hash));
        wrong.AddRange(_destination.Files.Where(file => !kept.Contains(file.Value.Hash)).Select(file => $"lost: {file.Key} of the destination"));
    }

    private void Torn(Picture now, List<string> wrong) =>
        wrong.AddRange(now.Files.Where(file => !_versions.TryGetValue(file.Key, out var known) || !known.Contains(file.Value.Hash))
            .Select(file => $"torn: {file.Key} holds what no version of it held ({file.Value.Status.Size} bytes)"));

    private void Ahead(Picture now, Dictionary<TreePath, BaselineEntry> rows, List<string> wrong)
    {
        var trash = Picture.Of(world.Destination + "/.holdfast/trash").Files.Select(file => (Path: file.Key.ToString(), file.Value.Hash)).ToArray();
        // A run that was cut off while it removed or replaced what one before it had left unrecorded: the next one finds it in the trash.
        bool IsTakenAway(BaselineEntry row) => trash.Any(kept => kept.Path.EndsWith("/" + row.Path, StringComparison.Ordinal) && (row.Hash is null || Convert.ToHexStringLower(row.Hash.Value.Span) == kept.Hash));
        foreach (var row in rows.Values.Where(row => !row.IsDirectory))
        {
            var isOld = _rows.TryGetValue(row.Path, out var old) && old.Destination == row.Destination && Equals(old.Hash, row.Hash);
            if (!now.Files.TryGetValue(row.Path, out var there))
            {
                if (!isOld && !IsTakenAway(row)) wrong.Add($"ahead: {row.Path} is recorded and not there");
                continue;
            }
            var agrees = there.Status.Inode == row.Destination.Inode && there.Status.Mtime == row.Destination.Mtime && (row.Kind != EntryKind.File || there.Status.Size == row.Size);
            if (!agrees && !isOld && !IsTakenAway(row)) wrong.Add($"ahead: {row.Path} is recorded as it does not stand there");
            if (agrees && row.Hash is { } hash && Convert.ToHexStringLower(hash.Value.Span) != there.Hash)
                wrong.Add(string.Create(CultureInfo.InvariantCulture, $"ahead: {row.Path} is recorded with {hash} and holds sha256:{there.Hash}"));
        }
    }
}
