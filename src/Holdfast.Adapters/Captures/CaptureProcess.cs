using System.ComponentModel;
using System.Diagnostics;
using Holdfast.Adapters.Files;

namespace Holdfast.Adapters.Captures;

/// <summary>One process that copies a database. It ends when we do: it waits for the end of its input as long as it lives.</summary>
/// <param name="program">The program and its arguments.</param>
/// <param name="patience">How long it may be silent.</param>
/// <param name="time">The clock.</param>
internal sealed class CaptureProcess(IReadOnlyList<string> program, TimeSpan patience, TimeProvider time)
{
    private const string SetPriv = "/usr/bin/setpriv";
    private const int MostErrors = 2000;

    /// <summary>Asks one, and waits for its end.</summary>
    /// <returns>The last thing it said, and what it said of errors.</returns>
    /// <exception cref="CaptureException">It could not be started, or was silent for too long.</exception>
    public async Task<(string? Last, string Errors)> RunAsync(string request, CancellationToken cancellation)
    {
        InheritedDescriptors.Keep();
        using var process = new Process { StartInfo = Start() };
        try { process.Start(); }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException) { throw new CaptureException(CaptureFault.Failed, $"{program[0]} cannot be started: {e.Message}"); }
        try
        {
            var errors = ReadErrorsAsync(process.StandardError, cancellation);
            await TellAsync(process, request);
            string? last = null;
            while (await process.StandardOutput.ReadLineAsync(cancellation).AsTask().WaitAsync(patience, time, cancellation) is { } line)
                if (line != CaptureAnswer.Beat) last = line;
            return (last, await errors.WaitAsync(patience, time, cancellation));
        }
        catch (TimeoutException)
        {
            throw new CaptureException(CaptureFault.Busy, $"did not come on for {patience.TotalSeconds:0} s");
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    // Root becomes the owner by itself; who is not root and may read everything keeps that right alone.
    private ProcessStartInfo Start()
    {
        string[] words = LinuxSystemCalls.Instance.GetEuid() != 0 && Privilege.MayChangeOwner(LinuxSystemCalls.Instance)
            ? [SetPriv, "--no-new-privs", "--inh-caps=-all,+dac_override", "--ambient-caps=-all,+dac_override", .. program] : [.. program];
        var start = new ProcessStartInfo(words[0], words[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/" };
        var runtime = start.Environment.TryGetValue("DOTNET_ROOT", out var root) ? root : null;
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["HOME"] = "/";
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        if (runtime is not null) start.Environment["DOTNET_ROOT"] = runtime;
        return start;
    }

    private static async Task TellAsync(Process process, string request)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(request);
            await process.StandardInput.FlushAsync();
        }
        catch (IOException)
        {
            // It has ended already: what it said tells why.
        }
    }

    private static async Task<string> ReadErrorsAsync(StreamReader errors, CancellationToken cancellation)
    {
        var text = await errors.ReadToEndAsync(cancellation);
        return text.Length > MostErrors ? text[..MostErrors] : text;
    }
}
