using static Holdfast.Integration.Hostile.Trees.Outcome;

namespace Holdfast.Integration.Hostile.Trees;

/// <summary>What is neither file, directory nor link, and files that others hold on to.</summary>
internal static class SpecialKinds
{
    private const string Socket = "import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])";

    public static IReadOnlyList<HostileKind> All { get; } =
    [
        new("FIFO", "mkfifo -m 600 $S/p") { Mirror = new("Succeeded", "special:p") { Check = "[ ! -e $D/p ]" }, Permissions = Done with { Check = "[ $(stat -c %a $S/p) = 600 ]" } },
        new("FIFO in the destination", "echo ours > $S/f; mkfifo -m 600 $D/f") { OnDestination = true, Words = "conflict: overwrite", Mirror = new("Succeeded", "refused:f") { Check = "[ -p $D/f ]" }, Permissions = Done },
        new("file replaced by a FIFO between plan and apply", "echo ours > $S/f") { Between = "rm $S/f; mkfifo $S/f", Mirror = new("Partial", "changed:f") { Check = "[ ! -e $D/f ]" }, Permissions = new("Partial", "changed:f") },
        new("socket", $"cd $S; python3 -c '{Socket}' s") { Mirror = new("Succeeded", "special:s") { Check = "[ ! -e $D/s ]" }, Permissions = Done },
        new("character device", "mknod -m 600 $S/c c 1 5") { NeedsRoot = true, Mirror = new("Succeeded", "special:c") { Check = "[ ! -e $D/c ]" }, Permissions = Done with { Check = "[ $(stat -c %a:%u $S/c) = 600:0 ]" } },
        new("block device", "mknod -m 600 $S/b b 7 250") { NeedsRoot = true, Mirror = new("Succeeded", "special:b") { Check = "[ ! -e $D/b ]" }, Permissions = Done with { Check = "[ $(stat -c %a:%u $S/b) = 600:0 ]" } },
        new("file locked by flock", "echo locked > $S/f") { During = $"python3 -c \"{Locked("flock")}\" $S/f", Mirror = Same("f"), Permissions = Done },
        new("file locked by lockf", "echo locked > $S/f") { During = $"python3 -c \"{Locked("lockf")}\" $S/f", Mirror = Same("f"), Permissions = Done },
        new("program that runs", "cp /bin/sleep $S/f; cp /bin/sleep $D/f; touch -d @5 $D/f; chmod 755 $S/f") { Words = "conflict: overwrite", During = "$D/f 60 & $S/f 60 & echo ready; wait", Mirror = Same("f"), Permissions = Done },
    ];

    private static string Locked(string call) => $"import fcntl,sys,time; f=open(sys.argv[1],'r+'); fcntl.{call}(f, fcntl.LOCK_EX); print('ready', flush=True); time.sleep(60)";
}
