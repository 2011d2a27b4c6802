using System.Diagnostics;
using System.IO.Pipes;
using Holdfast.Adapters.Files;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>A program whose standard streams lead to the server: mostly <c>ssh</c>. What it says on its error stream is the reason of its end.</summary>
internal sealed class ProcessTransport : SftpTransport
{
    private const int SaidAtMost = 4;
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);
    private readonly Process _process;
    private readonly Task _listening;
    private readonly Queue<string> _said = new();
    private readonly Lock _gate = new();

    private readonly TimeProvider _time;
    private bool _isDisposed;

    private ProcessTransport(Process process, TimeProvider time)
    {
        (_process, _time) = (process, time);
        // Each time a pipe is full or empty two programs are woken, one after the other.
        foreach (var stream in new[] { ToServer, FromServer }) if (stream is PipeStream pipe) PipeRoom.Widen(pipe.SafePipeHandle);
        _listening = ListenAsync();
    }

    /// <inheritdoc/>
    public override Stream FromServer => _process.StandardOutput.BaseStream;

    /// <inheritdoc/>
    public override Stream ToServer => _process.StandardInput.BaseStream;

    /// <summary>Starts a program.</summary>
    /// <param name="program">Its name or path.</param>
    /// <param name="words">Its arguments.</param>
    /// <param name="advice">What to ask when it cannot be started.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="SftpConnectionException">It could not be started.</exception>
    public static ProcessTransport Start(string program, IReadOnlyList<string> words, string advice, TimeProvider time)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in words) start.ArgumentList.Add(word);
        try { return new ProcessTransport(Process.Start(start) ?? throw new SftpConnectionException($"{program} could not be started"), time); }
        catch (System.ComponentModel.Win32Exception e) { throw new SftpConnectionException($"{program} could not be started ({e.Message}): {advice}", e); }
    }

    /// <inheritdoc/>
    public override async ValueTask<string> WhyAsync()
    {
        // What it says on its way out is worth a moment's waiting.
        await Task.WhenAny(_listening, Task.Delay(LastWords, _time));
        lock (_gate) return string.Join("; ", _said);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true)) return;
        try
        {
            _process.StandardInput.Close();
            if (!_process.HasExited) _process.Kill();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException) { /* it has ended already */ }
        await _process.WaitForExitAsync();
        await _listening;
        _process.Dispose();
    }

    private async Task ListenAsync()
    {
        try
        {
            while (await _process.StandardError.ReadLineAsync() is { } line)
            {
                if (string.IsNullOrWhiteSpace(line) || line.StartsWith('@')) continue;
                lock (_gate)
                {
                    _said.Enqueue(line.Trim());
                    if (_said.Count > SaidAtMost) _said.Dequeue();
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException) { /* it has ended */ }
    }
}
