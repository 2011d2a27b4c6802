using Holdfast.Engine.Model;

namespace Holdfast.Engine.Planning;

/// <summary>What planners see and leave alone, in the words people read.</summary>
internal static class Findings
{
    public static void Conflict(Change change, IPlanSink sink) => sink.Report(new Finding(
        "conflict", Severity.Warning, change.Path,
        change.Baseline is null ? "stands in the destination with other content, and was not put there by this job" : "was changed in the destination since this job wrote it",
        "keep theirs, or set conflict: overwrite (theirs goes to the trash)"));

    public static void Extraneous(Change change, IPlanSink sink) => sink.Report(new Finding(
        "extraneous", Severity.Info, change.Path,
        change.Baseline is null ? "stands only in the destination" : "is gone from the source and was kept in the destination",
        change.Baseline is null ? null : "set extraneous: delete to let it go to the trash"));

    public static void Special(Change change, IPlanSink sink) => sink.Report(new Finding(
        "special", Severity.Info, change.Path, "is a device, socket or FIFO and is not carried"));

    public static void NoLinks(Change change, IPlanSink sink) => sink.Report(new Finding(
        "symlink-skipped", Severity.Warning, change.Path, "is a symbolic link, which the destination cannot keep; it is not carried"));

    public static void Unlisted(Change change, Entry directory, string reason, IPlanSink sink) => sink.Report(new Finding(
        directory.IsMountPoint ? "mount-skipped" : "unlisted", directory.IsMountPoint ? Severity.Info : Severity.Warning, change.Path,
        $"could not be looked into: {reason}; what lies below it is unknown and was left alone",
        directory.IsMountPoint ? "set mounts: include to carry it" : null));

    public static void Acl(Change change, IPlanSink sink) => sink.Report(new Finding(
        "acl", Severity.Warning, change.Path, "has an access control list; its mode was left alone", "set acl: overwrite to set the mode all the same"));

    public static void OutsideLinks(Entry entry, int found, IPlanSink sink) => sink.Report(new Finding(
        "hard-link", Severity.Warning, entry.Path,
        $"has {entry.Links} names of which {found} lie in this tree; it was left alone, because a change would reach a file outside",
        "remove the other names, or copy the file"));

    public static void CarriedLinks(Entry entry, int found, IPlanSink sink) => sink.Report(new Finding(
        "hard-link", Severity.Warning, entry.Path,
        $"has {entry.Links} names of which {found} {(found == 1 ? "is" : "are")} carried; its content goes along with its owner and mode, even if it is somebody else's file that was given a name here",
        "look where its other names lie, and remove those that do not belong here"));
}
