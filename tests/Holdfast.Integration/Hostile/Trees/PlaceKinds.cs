using static Holdfast.Integration.Hostile.Trees.Outcome;

namespace Holdfast.Integration.Hostile.Trees;

/// <summary>Stores that are not there, not writable, full, taken, or prepared by somebody else.</summary>
internal static class PlaceKinds
{
    private const string Delete = "extraneous: delete, max-delete: 100%";
    private static readonly Outcome Foreign = new("Failed") { Bystanders = false, Message = "destination: .holdfast: " };

    public static IReadOnlyList<HostileKind> All { get; } =
    [
        new("a file system mounted inside", "mkdir $S/m; mount -t tmpfs none $S/m; echo x > $S/m/f; chmod 600 $S/m/f") { NeedsRoot = true, Mirror = new("Succeeded", "mount-skipped:m") { Check = "[ ! -e $D/m/f ]" }, Permissions = new("Succeeded", "mount-skipped:m") { Check = "[ $(stat -c %a $S/m/f) = 600 ]" } },
        new("a file system mounted inside, mounts: include, that vanishes", "mkdir $S/m; mount -t tmpfs none $S/m; echo x > $S/m/f") { NeedsRoot = true, Words = "mounts: include, " + Delete, Then = "umount $S/m", Mirror = new("Succeeded", "*") { Check = "[ $(cat $D/m/f) = x ]" } },
        new("the tree mounted in itself", "mkdir $S/m; mount --bind $S $S/m") { NeedsRoot = true, Mirror = new("Succeeded", "mount-skipped:m") { Check = "[ ! -e $D/m/a-plain ]" }, Permissions = new("Succeeded", "mount-skipped:m") },
        new("somebody else's directory mounted inside", "mkdir $S/m; mount --bind $C/dir $S/m") { NeedsRoot = true, Mirror = new("Succeeded", "mount-skipped:m"), Permissions = new("Succeeded", "mount-skipped:m") },
        new("a source whose file system is gone", "umount $S 2>/dev/null || true; mount -t tmpfs none $S; echo x > $S/f") { NeedsRoot = true, Words = Delete, Then = "umount $S", Mirror = new("Failed") { Bystanders = false, Message = "source", Check = "[ $(cat $D/f) = x ]" } },
        new("a destination whose file system is gone", "mount -t tmpfs none $D; echo x > $S/f") { NeedsRoot = true, OnDestination = true, Then = "umount $D", Mirror = new("Failed") { Bystanders = false, Message = "marker-missing", Check = "[ ! -e $D/f ]" } },
        new("a source that was emptied", "for i in $(seq 20); do echo $i > $S/$i; done") { Words = Delete, Then = "rm -r $S/*", Mirror = new("Refused", "*") { Bystanders = false, Message = "empty-source", Check = "[ $(cat $D/20) = 20 ]" } },
        new("a source that is not there", "true") { Words = Delete, Then = "rm -r $S", Mirror = new("Failed") { Bystanders = false, Message = "source", Check = "[ -e $D/a-plain ]" } },
        new("the store's own name planted as a link", "ln -s $C/dir $T/.holdfast") { OnDestination = true, Mirror = Foreign, Permissions = Foreign },
        new("the store's own name planted as a file", "echo x > $T/.holdfast") { OnDestination = true, Mirror = Foreign, Permissions = Foreign },
        new("the store's own name planted as a FIFO", "mkfifo $T/.holdfast") { OnDestination = true, Mirror = Foreign, Permissions = Foreign },
        new("the store's own name planted as a foreign directory", "mkdir -m 700 $T/.holdfast; chown 65533 $T/.holdfast") { OnDestination = true, NeedsRoot = true, Mirror = Foreign, Permissions = Foreign },
        new("the store's own name planted as an open directory", "mkdir $T/.holdfast; chmod 777 $T/.holdfast") { OnDestination = true, Mirror = Foreign, Permissions = Foreign },
        new("the store's own name exchanged between two runs", "echo x > $S/f") { OnDestination = true, Then = "mv $D/.holdfast $D/taken; mkdir -m 700 $D/.holdfast", Mirror = new("Failed") { Bystanders = false, Message = "marker-missing" } },
        new("the store's own name planted in the source", "mkdir $S/.holdfast; chmod 777 $S/.holdfast; echo x > $S/.holdfast/marker") { Mirror = Done with { Check = "cmp $S/.holdfast/marker <(echo x)" } },
        new("links planted in place of what is in the store's own directory", "echo x > $S/f") { OnDestination = true, Then = "rm -rf $D/.holdfast/trash $D/.holdfast/tmp; ln -s $C/dir $D/.holdfast/trash; ln -s $C/dir $D/.holdfast/tmp; echo y > $S/f", Mirror = Foreign },
        new("a destination that is full", "mount -t tmpfs -o size=1m none $D; head -c 3M /dev/urandom > $S/f") { NeedsRoot = true, Mirror = new("Failed") { Bystanders = false, Message = "destination", Check = "[ ! -e $D/f ]" } },
        new("a destination without room for more files", "mount -t tmpfs -o nr_inodes=30 none $D; for i in $(seq 50); do echo $i > $S/f$i; done") { NeedsRoot = true, Mirror = new("Failed") { Bystanders = false, Message = "destination" } },
        new("a destination that cannot be written", "mount -t tmpfs -o ro none $D") { NeedsRoot = true, Mirror = new("Failed") { Bystanders = false, Message = "destination" } },
        new("a destination that another run is changing", "echo x > $S/f") { Then = "echo y > $S/f", During = "exec 9>$D/.holdfast/lock; flock 9; echo ready; sleep 60", Mirror = new("Failed") { Bystanders = false, Message = "another run", Check = "[ $(cat $D/f) = x ]" } },
    ];
}
