using System.Diagnostics;

namespace Holdfast.Integration.Hostile.Racing;

/// <summary>A process that changes names as fast as it can until it is disposed.</summary>
internal sealed class Attacker : IDisposable
{
    // Each trick is a loop over system calls; errors are part of the game. "ready" is said once the loop has begun.
    private const string Program = """
        import ctypes, os, sys
        libc = ctypes.CDLL(None)
        AT, EXCHANGE = -100, 2
        def exchange(a, b): libc.renameat2(AT, a, AT, b, EXCHANGE)
        def rename(a, b): libc.rename(a, b)
        trick, names = sys.argv[1], [os.fsencode(n) for n in sys.argv[2:]]
        print("ready", flush=True)
        parent = os.getppid()
        def rounds():
            while os.getppid() == parent:
                for _ in range(2000): yield
        if trick == "exchange":          # a <-> b
            a, b = names
            for _ in rounds(): exchange(a, b)
        elif trick == "symlink":         # a is now a directory, now gone, now a link to outside
            a, aside, outside = names
            for _ in rounds():
                rename(a, aside); libc.symlink(outside, a); libc.unlink(a); rename(aside, a)
        elif trick == "plant":           # name is now a further name of a file outside, now nothing
            outside, name = names
            for _ in rounds():
                libc.link(outside, name); libc.unlink(name)
        elif trick == "bounce":          # one file goes round from name to name
            for _ in rounds():
                for a, b in zip(names, names[1:] + names[:1]): rename(a, b)
        elif trick == "replant":         # name is now a file of the tree's, now a further name of one outside
            outside, name, aside = names
            for _ in rounds():
                libc.link(outside, aside); exchange(aside, name); exchange(aside, name); libc.unlink(aside)
        elif trick == "remake":          # a directory is made, and becomes a link to outside in one step
            a, aside, outside = names
            for _ in rounds():
                libc.mkdir(a, 0o755); libc.symlink(outside, aside); exchange(a, aside); libc.unlink(a); libc.rmdir(aside); libc.unlink(aside)
        """;

    private readonly Process _process;

    /// <summary>Starts one; it is at work when this returns.</summary>
    public Attacker(string trick, params string[] names)
    {
        _process = Process.Start(Shell.Info("python3", ["-c", Program, trick, .. names]))!;
        var said = _process.StandardOutput.ReadLine();
        if (said != "ready") throw new InvalidOperationException($"the attacker did not begin: {_process.StandardError.ReadToEnd()}");
    }

    /// <summary>Whether it is still at work: one that gave up proves nothing.</summary>
    public bool IsAtWork => !_process.HasExited;

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
