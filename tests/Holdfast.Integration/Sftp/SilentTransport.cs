using Holdfast.Adapters.Stores.Sftp;

namespace Holdfast.Integration.Sftp;

/// <summary>A connection on which, from a moment on, nothing comes back any more though it stands: as of a server whose disk hangs.</summary>
internal sealed class SilentTransport(SftpTransport inner) : SftpTransport
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _end = new();
    private volatile bool _isSilent;

    public override Stream FromServer => field ??= new Ears(this, inner.FromServer);

    public override Stream ToServer => field ??= new Mouth(this, inner.ToServer);

    /// <summary>Ends when something was asked that will not be answered.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Whether somebody gave it up.</summary>
    public bool IsClosed => _end.IsCancellationRequested;

    /// <summary>Answers nothing any more.</summary>
    public void FallSilent() => _isSilent = true;

    public override ValueTask<string> WhyAsync() => ValueTask.FromResult("");

    public override async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await inner.DisposeAsync();
    }

    private sealed class Ears(SilentTransport transport, Stream stream) : PipeEnd(stream)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await Stream.ReadAsync(buffer, cancellationToken);
            if (!transport._isSilent) return read;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(transport._end.Token, cancellationToken);
            await Task.Delay(Timeout.InfiniteTimeSpan, either.Token);
            return 0;
        }
    }

    private sealed class Mouth(SilentTransport transport, Stream stream) : PipeEnd(stream)
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Stream.WriteAsync(buffer, cancellationToken);
            if (transport._isSilent) transport._asked.TrySetResult();
        }
    }
}
