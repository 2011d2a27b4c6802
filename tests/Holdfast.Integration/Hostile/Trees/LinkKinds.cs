using static Holdfast.Integration.Hostile.Trees.Outcome;

namespace Holdfast.Integration.Hostile.Trees;

/// <summary>Symbolic links, which are carried as links and followed by nobody.</summary>
internal static class LinkKinds
{
    public static IReadOnlyList<HostileKind> All { get; } =
    [
        new("link to a file outside", "ln -s $C/file $S/l") { Mirror = Same("l"), Permissions = Done },
        new("link to a directory outside", "ln -s $C/dir $S/l") { Mirror = Same("l"), Permissions = Done },
        new("relative link to outside", "ln -s ../canary/file $S/l") { Mirror = Same("l"), Permissions = Done },
        new("link to the root of everything", "ln -s / $S/l") { Mirror = Same("l"), Permissions = Done },
        new("dangling link", "ln -s nowhere $S/l") { Mirror = Same("l"), Permissions = Done },
        new("links in a circle", "ln -s b $S/a; ln -s a $S/b; ln -s . $S/self; ln -s .. $S/up") { Mirror = Same("a b self up"), Permissions = Done },
        new("link with a very long target", "ln -s $(printf 'x%.0s' $(seq 4000)) $S/l") { Mirror = Same("l"), Permissions = Done },
        new("link in place of the destination's directory", "mkdir $S/d; echo ours > $S/d/secret; echo new > $S/d/new; ln -s $C/dir $D/d")
        {
            OnDestination = true,
            Mirror = new("Partial", "*") { Check = "[ -L $D/d ]" },
            Permissions = Done,
        },
        new("link in place of the destination's directory, conflict: overwrite", "mkdir $S/d; echo ours > $S/d/secret; ln -s $C/dir $D/d")
        {
            Words = "conflict: overwrite",
            Mirror = new("Partial", "*") { Check = "[ -L $D/d ]" },
        },
        new("link in place of the destination's file", "echo ours > $S/f; ln -s $C/file $D/f") { OnDestination = true, Mirror = new("Succeeded", "conflict:f") { Check = "[ -L $D/f ]" }, Permissions = Done },
        new("link in place of the destination's file, conflict: overwrite", "echo ours > $S/f; ln -s $C/file $D/f") { Words = "conflict: overwrite", Mirror = Same("f") },
        new("file replaced by a link between two runs", "echo ours > $S/f") { Then = "ln -sf $C/file $D/f", Mirror = new("Succeeded", "conflict:f") { Check = "[ -L $D/f ]" } },
        new("directory replaced by a link between plan and apply", "mkdir $S/d; for i in 1 2 3; do echo $i > $S/d/$i; done")
        {
            Then = "for i in 1 2 3; do echo new $i > $S/d/$i; done; echo 4 > $S/d/4; chmod 700 $S/d",
            Between = "mv $T/d $T/aside; ln -s $C/dir $T/d",
            OnDestination = true,
            Mirror = new("Partial", "*") { Check = "[ $(cat $D/aside/1) = 1 ]" },
        },
        new("source directory replaced by a link between plan and apply", "mkdir $S/d; echo ours > $S/d/secret") { Between = "mv $S/d $S/aside; ln -s $C/dir $S/d", Mirror = new("Partial", "*") { Check = "[ ! -s $D/d/secret ]" }, Permissions = new("Partial", "*") { Bystanders = false } },
        new("source file replaced by a link between plan and apply", "echo ours > $S/f") { Between = "ln -sf $C/file $S/f", Mirror = new("Partial", "changed:f") { Check = "[ ! -e $D/f ]" }, Permissions = new("Partial", "changed:f") },
    ];
}
