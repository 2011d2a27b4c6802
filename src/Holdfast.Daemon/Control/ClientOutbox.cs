using System.Text.Json;
using Holdfast.Contracts.Control;

namespace Holdfast.Daemon.Control;

/// <summary>What is on its way to one client: bounded, and given up when the client stands still.</summary>
internal sealed class ClientOutbox(Stream stream, TimeProvider time) : IControlSink, IDisposable
{
    private const int MostBytes = ControlProtocol.MaxLine;
    private static readonly TimeSpan LongestStall = TimeSpan.FromSeconds(10);
    private readonly Lock _lock = new();
    private readonly Queue<byte[]> _lines = [];
    private readonly CancellationTokenSource _gone = new();
    private byte[]? _progress;
    private int _queued;
    private bool _isClosed;
    private bool _isGone;
    private TaskCompletionSource _more = Signal();
    private TaskCompletionSource _room = Signal();

    /// <summary>Cancelled when the client went away or stood still for too long.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <inheritdoc/>
    public async ValueTask TellAsync(ControlEvent told, CancellationToken cancellation)
    {
        var line = Line(told);
        while (!TryQueue(line, out var room))
        {
            try
            {
                await room.WaitAsync(LongestStall, time, cancellation);
            }
            catch (TimeoutException)
            {
                Drop();
            }
        }
    }

    /// <inheritdoc/>
    public void Progress(JsonElement data)
    {
        var line = Line(new ControlEvent { Kind = ControlEvent.Progress, Data = data });
        lock (_lock)
        {
            if (_isClosed) return;
            _progress = line;
            _more.TrySetResult();
        }
    }

    /// <summary>Sends until it is closed and empty, or the client is gone.</summary>
    public async Task SendAsync()
    {
        try
        {
            while (true)
            {
                var (line, more) = Next();
                if (line is not null) await stream.WriteAsync(line, Gone).AsTask().WaitAsync(LongestStall, time, Gone);
                else if (more is not null) await more.WaitAsync(Gone);
                else return;
            }
        }
        catch (Exception e) when (e is IOException or TimeoutException or OperationCanceledException)
        {
            // There is nobody left to tell.
            Drop();
        }
    }

    /// <summary>Nothing more will be told but this.</summary>
    public void Close(ControlEvent last)
    {
        lock (_lock)
        {
            _isClosed = true;
            _progress = null;
            if (!_isGone) _lines.Enqueue(Line(last));
            _more.TrySetResult();
        }
    }

    /// <summary>The client is gone: what waits for it is dropped, and whoever waits to tell it goes on.</summary>
    public void Drop()
    {
        lock (_lock)
        {
            if (_isGone) return;
            (_isGone, _isClosed, _progress, _queued) = (true, true, null, 0);
            _lines.Clear();
            _room.TrySetResult();
        }
        _gone.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => _gone.Dispose();

    private bool TryQueue(byte[] line, out Task room)
    {
        lock (_lock)
        {
            room = _room.Task;
            if (_isClosed) return true;
            if (_queued > 0 && _queued + line.Length > MostBytes) return false;
            _lines.Enqueue(line);
            _queued += line.Length;
            _more.TrySetResult();
            return true;
        }
    }

    private (byte[]? Line, Task? More) Next()
    {
        lock (_lock)
        {
            if (_lines.TryDequeue(out var line))
            {
                _queued = Math.Max(0, _queued - line.Length);
                _room.TrySetResult();
                _room = Signal();
                return (line, null);
            }
            if (_progress is { } progress)
            {
                _progress = null;
                return (progress, null);
            }
            if (_isClosed) return (null, null);
            if (_more.Task.IsCompleted) _more = Signal();
            return (null, _more.Task);
        }
    }

    private static byte[] Line(ControlEvent told)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(told, ControlJson.Default.ControlEvent);
        return line.Length > ControlProtocol.MaxLine ? throw new ArgumentException($"what is told is longer than {ControlProtocol.MaxLine} bytes", nameof(told)) : [.. line, (byte)'\n'];
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
