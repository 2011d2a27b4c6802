using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Tests.Adapters.Files;

public sealed class SystemCallsTests
{
    [Fact]
    public void A_failing_call_gives_the_kernels_own_number()
    {
        var how = new OpenHow { Flags = OpenFlags.CloseOnExec };
        Assert.Equal(-Errno.ENOENT, LinuxSystemCalls.Instance.OpenAt2(At.WorkingDirectory, "/no/such/place"u8, how));
        Assert.Equal(-Errno.EBADF, LinuxSystemCalls.Instance.FSync(-1));
        Assert.Equal(-Errno.EBADF, LinuxSystemCalls.Instance.FAdvise(-1, 0, 0, FileAdvice.DontNeed));
        Assert.Equal(-Errno.EBADF, LinuxSystemCalls.Instance.Close(-1));
        Assert.Equal(-Errno.EBADF, LinuxSystemCalls.Instance.FChmodAt2(-1, [], 0, At.EmptyPath) is var result && result == -Errno.ENOSYS ? -Errno.EBADF : result);
    }

    [Fact]
    public void A_name_with_a_zero_byte_never_reaches_the_kernel() =>
        Assert.Throws<ArgumentException>(() => LinuxSystemCalls.Instance.UnlinkAt(At.WorkingDirectory, "/no\0thing"u8, 0));

    [Fact]
    public void An_interrupted_call_starts_again_but_never_a_sync_or_close()
    {
        var made = 0;
        var calls = new InterposedCalls { Before = _ => ++made < 3 ? -Errno.EINTR : -Errno.EIO };
        Assert.Equal(-Errno.EIO, new RestartingCalls(calls).PRead(0, new byte[1], 0));
        Assert.Equal(3, made);
        foreach (var call in new Func<ISystemCalls, int>[] { c => c.FSync(0), c => c.SyncFs(0), c => c.Close(0) })
        {
            made = 0;
            Assert.Equal(-Errno.EINTR, call(new RestartingCalls(calls)));
            Assert.Equal(1, made);
        }
    }

    [Fact]
    public void A_call_interrupted_for_ever_ends_as_an_error()
    {
        var calls = new InterposedCalls { Before = _ => -Errno.EINTR };
        Assert.Equal(-Errno.EINTR, new RestartingCalls(calls).Write(0, new byte[1]));
    }

    [Fact]
    public void Short_writes_are_gone_on_with_and_a_device_that_takes_nothing_is_an_error()
    {
        var sizes = new Queue<int>([1, 3, 2]);
        ContentWriter.WriteAll(new InterposedCalls { Before = _ => sizes.Dequeue() }, 0, new byte[6], 0, TreePath.Root);
        Assert.Empty(sizes);
        var failure = Assert.Throws<SystemCallException>(() => ContentWriter.WriteAll(new InterposedCalls { Before = _ => 0 }, 0, new byte[6], 0, TreePath.Root));
        Assert.Equal(Errno.EIO, failure.Error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_700_000_000_123_456_789)]
    [InlineData(-1)]
    [InlineData(-1_000_000_000)]
    [InlineData(-62_135_596_800_000_000)]
    public void A_moment_becomes_seconds_and_nanoseconds_that_are_never_negative(long moment)
    {
        var time = TimeSpec.At(moment);
        Assert.InRange(time.Nanoseconds, 0, 999_999_999);
        Assert.Equal(moment, (time.Seconds * 1_000_000_000) + time.Nanoseconds);
    }
}
