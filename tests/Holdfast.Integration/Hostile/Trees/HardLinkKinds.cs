using static Holdfast.Integration.Hostile.Trees.Outcome;

namespace Holdfast.Integration.Hostile.Trees;

/// <summary>Further names of files: of our own, and planted ones of files outside.</summary>
internal static class HardLinkKinds
{
    private static readonly string[] Readable = ["readable"];

    public static IReadOnlyList<HostileKind> All { get; } =
    [
        new("planted hard link in the source", "ln $C/readable $S/f") { Linked = Readable, Mirror = Same("f") with { Findings = "hard-link:f" }, Permissions = new("Succeeded", "hard-link:f") },
        new("planted hard link to a set-user-id file", "ln $C/set-uid $S/f") { Linked = ["set-uid"], Mirror = Done with { Findings = "hard-link:f", Check = "cmp $S/f $D/f; [ $(stat -c %a $D/f) = 755 ]" }, Permissions = new("Succeeded", "hard-link:f") },
        new("planted hard link to a symbolic link", "ln -P $C/link $S/l") { Linked = ["link"], NeedsRoot = true, Mirror = Done with { Check = "[ $(readlink $D/l) = file ]" }, Permissions = new("Succeeded", "refused:l") },
        new("two planted names of one file", "ln $C/readable $S/f; mkdir $S/d; ln $C/readable $S/d/f") { Linked = Readable, Mirror = Same("f d/f") with { Findings = "hard-link:d/f" }, Permissions = new("Succeeded", "hard-link:d/f") },
        new("planted hard link in the destination", "echo ours > $S/f; ln $C/readable $D/f") { Linked = Readable, OnDestination = true, Mirror = new("Succeeded", "conflict:f"), Permissions = new("Succeeded", "hard-link:f") },
        new("planted hard link in the destination, conflict: overwrite", "echo ours > $S/f; ln $C/readable $D/f") { Linked = Readable, Words = "conflict: overwrite", Mirror = Same("f") },
        new("planted hard link in the destination with the right content and a wrong mode", "cp -p $C/readable $S/f; chmod 600 $S/f; ln $C/readable $D/f")
        {
            Linked = Readable,
            Mirror = Same("f") with { Check = "[ $(stat -c %a $D/f) = 600 ]; [ $(stat -c %h $D/f) = 1 ]" },
        },
        new("planted hard link between plan and apply", "echo ours > $S/f") { Linked = Readable, Between = "ln -f $C/readable $T/f", Mirror = new("Succeeded|Partial", "*") { Check = "[ ! -e $D/f ] || cmp $S/f $D/f" }, Permissions = new("Partial", "changed:f") },
        new("several names inside", "echo one > $S/one; chmod 600 $S/one; mkdir $S/d; ln $S/one $S/d/two; ln $S/one $S/z/three")
        {
            Mirror = Same("one d/two") with { Check = "[ $D/one -ef $D/d/two ]; [ $D/one -ef $D/z/three ]; [ $(stat -c %h $D/one) = 3 ]" },
            Permissions = Done with { Check = "[ $(stat -c %a $S/d/two) = 664 ]" },
        },
        new("one of several names outside the tree", "echo one > $S/one; chmod 600 $S/one; ln $S/one $S/two; ln $S/one $S/../third") { Mirror = Done with { Findings = "hard-link:one", Check = "[ $D/one -ef $D/two ]" }, Permissions = new("Succeeded", "hard-link:one") { Check = "[ $(stat -c %a $S/one) = 600 ]" } },
    ];
}
