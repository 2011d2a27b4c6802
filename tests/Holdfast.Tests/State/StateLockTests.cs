using Holdfast.State;
using Holdfast.State.Sqlite;
using System.Diagnostics;

namespace Holdfast.Tests.State;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class StateLockTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("holdfast-lock-");

    private string State => Path.Combine(_directory.FullName, "state");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void One_at_a_time_holds_the_lock_and_others_learn_who()
    {
        using (var first = StateLock.TryAcquire(State, out var nobody))
        {
            Assert.NotNull(first);
            Assert.Null(nobody);
            Assert.Null(StateLock.TryAcquire(State, out var holder));
            Assert.Equal(Environment.ProcessId, holder);
            using var reader = Process.Start(new ProcessStartInfo("cat", [Path.Combine(State, "lock")]) { RedirectStandardOutput = true })!;
            Assert.Equal($"{Environment.ProcessId}\n", reader.StandardOutput.ReadToEnd());
        }
        using var second = StateLock.TryAcquire(State);
        Assert.NotNull(second);
    }

    [Fact]
    public void A_lock_is_gone_with_its_process_even_when_it_was_killed()
    {
        StateLock.TryAcquire(State)!.Dispose();
        using var holder = Process.Start(new ProcessStartInfo("flock", ["-x", "-n", Path.Combine(State, "lock"), "sh", "-c", "echo $$ > \"$0\"; echo held; exec cat", Path.Combine(State, "lock")])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true,
        })!;
        Assert.Equal("held", holder.StandardOutput.ReadLine());

        Assert.Null(StateLock.TryAcquire(State, out var process));
        Assert.NotNull(process);
        holder.Kill(entireProcessTree: true);
        holder.WaitForExit();
        // The reader's end closes when the last process that held the file is gone.
        Assert.Null(holder.StandardOutput.ReadLine());

        using var mine = StateLock.TryAcquire(State);
        Assert.NotNull(mine);
    }

    [Fact]
    public void The_state_is_for_its_owner_alone()
    {
        using (StateLock.TryAcquire(State)) { }
        Assert.Equal((UnixFileMode)0x1c0, File.GetUnixFileMode(State));
        Assert.Equal((UnixFileMode)0x180, File.GetUnixFileMode(Path.Combine(State, "lock")));
    }

    [Fact]
    public void A_directory_others_may_write_to_is_refused_unless_it_is_empty()
    {
        Directory.CreateDirectory(State);
        File.SetUnixFileMode(State, (UnixFileMode)0x1ff);
        File.WriteAllText(Path.Combine(State, "theirs"), "");

        Assert.Contains("others may write", Assert.Throws<StateException>(() => StateLock.TryAcquire(State)).Message, StringComparison.Ordinal);
        Assert.Equal((UnixFileMode)0x1ff, File.GetUnixFileMode(State));

        File.Delete(Path.Combine(State, "theirs"));
        using var mine = StateLock.TryAcquire(State);
        Assert.Equal((UnixFileMode)0x1c0, File.GetUnixFileMode(State));
    }

    [Fact]
    [Trait("row", "L9")]
    public void Whether_a_state_is_held_is_told_without_taking_it()
    {
        Assert.False(StateLock.IsHeld(State));
        using (var held = StateLock.TryAcquire(State))
        {
            Assert.NotNull(held);
            Assert.True(StateLock.IsHeld(State));
        }
        Assert.False(StateLock.IsHeld(State));
    }

    [Fact]
    [Trait("row", "L9")]
    public void A_process_that_died_holds_nothing()
    {
        using (StateLock.TryAcquire(State)) { }
        // No process has a number this large: the kernel's own limit lies below.
        File.WriteAllText(Path.Combine(State, "lock"), "2000000000\n");
        Assert.False(StateLock.IsHeld(State));
    }
}
