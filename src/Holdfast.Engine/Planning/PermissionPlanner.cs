using Holdfast.Engine.Model;

namespace Holdfast.Engine.Planning;

/// <summary>
/// Plans <c>permissions</c>: owner, group and mode where they are wrong, and nothing else. Takes the one store's entries
/// as the destination. A file with several names is changed only when every name is found inside the tree: a planted hard
/// link must not hand out a file that lies elsewhere.
/// </summary>
public sealed class PermissionPlanner(PermissionRules rules, Fidelity fidelity) : IPlanner
{
    private const int SetIds = 0xC00; // 06000
    private const int Permissions = 0x1FF; // 0777
    private readonly Dictionary<ulong, List<Entry>> _linked = [];

    /// <inheritdoc/>
    public void Take(Change change, IPlanSink sink)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(sink);
        if (change.Destination is not { } entry) return;
        if (entry.Unlisted is { } reason) Report(entry, reason, sink);
        // The directory one sees at a mount point is the other file system's.
        if (entry.Kind == EntryKind.Special || entry is { IsMountPoint: true, Unlisted: not null }) return;
        if (entry.IsFile && entry.Links > 1)
        {
            if (!_linked.TryGetValue(entry.Inode, out var names)) _linked[entry.Inode] = names = [];
            names.Add(entry);
            return;
        }
        Plan(entry, sink);
    }

    /// <inheritdoc/>
    public void Finish(IPlanSink sink)
    {
        foreach (var names in _linked.Values)
        {
            var first = names[0];
            if (names.Count == first.Links) Plan(first, sink);
            else if (Wrong(first) != MetadataParts.None) Findings.OutsideLinks(first, names.Count, sink);
        }
        _linked.Clear();
    }

    private void Plan(Entry entry, IPlanSink sink)
    {
        var parts = Wrong(entry);
        if (parts == MetadataParts.None) return;
        var wanted = new Metadata
        {
            Parts = parts,
            Uid = rules.Uid ?? -1,
            Gid = rules.Gid ?? -1,
            Mode = WantedMode(entry) ?? entry.Mode,
        };
        sink.Add(new Operation { Kind = OperationKind.SetMetadata, Path = entry.Path, Destination = entry, Metadata = wanted, Reason = MetadataDiff.Describe(parts) });
    }

    private MetadataParts Wrong(Entry entry)
    {
        var parts = MetadataParts.None;
        if (fidelity.Owner && ((rules.Uid is { } uid && uid != entry.Uid) || (rules.Gid is { } gid && gid != entry.Gid))) parts |= MetadataParts.Owner;
        if (WantedMode(entry) is { } mode && mode != entry.Mode) parts |= MetadataParts.Mode;
        return parts;
    }

    // The setgid and sticky bits of a directory say how it is shared; they stay. Those of a file never do.
    private int? WantedMode(Entry entry) => entry.Kind switch
    {
        EntryKind.Directory when rules.DirectoryMode is { } mode => (mode & Permissions) | (entry.Mode & 0x600),
        EntryKind.File when rules.FileMode is { } mode => mode & Permissions & ~SetIds,
        _ => null,
    };

    private static void Report(Entry entry, string reason, IPlanSink sink) => sink.Report(new Finding(
        entry.IsMountPoint ? "mount-skipped" : "unlisted", entry.IsMountPoint ? Severity.Info : Severity.Warning, entry.Path,
        $"could not be looked into: {reason}", entry.IsMountPoint ? "set mounts: include to look into it" : null));
}
