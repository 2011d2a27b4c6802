using System.Diagnostics;
using Holdfast.TestKit;

namespace Holdfast.Integration.Cli;

/// <summary>A daemon under way. Whatever it logs is a moment to look again whether something has come true.</summary>
internal sealed class DaemonProcess : IDisposable
{
    private readonly Process _process;
    private readonly Eventually _news = new();
    private readonly Lock _gate = new();
    private readonly List<string> _lines = [];

    public DaemonProcess(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, told) => Take(told.Data);
        process.OutputDataReceived += (_, told) => Take(told.Data);
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    public int Id => _process.Id;

    /// <summary>All it logged.</summary>
    public string Log
    {
        get { lock (_gate) return string.Join('\n', _lines); }
    }

    /// <summary>Whether it logged these words.</summary>
    public bool Said(string words) => Log.Contains(words, StringComparison.Ordinal);

    /// <summary>Waits until something has come true, or the daemon has been silent for too long.</summary>
    public async Task UntilAsync(Func<bool> condition, string what, TimeSpan? patience = null)
    {
        try { await _news.UntilAsync(condition, what, patience); }
        catch (TimeoutException e) { throw new TimeoutException($"{e.Message}\n{Log}"); }
    }

    /// <summary>Takes the process away without a word.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await Eventually.SoonAsync(_process.WaitForExitAsync(), "a killed daemon to end");
    }

    /// <summary>Asks for an orderly end; gives the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{Id}"]);
        await kill.WaitForExitAsync();
        await Eventually.SoonAsync(_process.WaitForExitAsync(), $"the daemon to end on SIGTERM\n{Log}");
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private void Take(string? line)
    {
        if (line is null) return;
        lock (_gate) _lines.Add(line);
        _news.Notify();
    }
}
