using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Holdfast.Adapters.Files;

namespace Holdfast.Adapters.Programs;

/// <summary>
/// Calls programs of others: without our environment, rights and descriptors, as another user where that is asked for, unable to
/// gain rights, and within a time after which all they started is killed. The tools of util-linux and coreutils do what takes system calls
/// between fork and exec, where managed code cannot run.
/// </summary>
public static class ProgramRunner
{
    private const string SetPriv = "/usr/bin/setpriv";
    private const string TimeLimit = "/usr/bin/timeout";
    private const int EndedByLimit = 124;
    private const int KilledByLimit = 137;
    private const int NotStarted = 127;
    // The limit is kept by another process; one that does not keep it is not waited for either.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(15);

    /// <summary>Calls a program and waits for its end.</summary>
    /// <param name="call">What is called.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Ends it, with all it started.</param>
    public static async Task<ProgramResult> RunAsync(ProgramCall call, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(call);
        var paths = new SystemPathResolver();
        foreach (var tool in new[] { SetPriv, TimeLimit, call.Path })
            if (paths.Resolve(tool).End is not { Kind: PathStepKind.File }) return Failed($"cannot be called: there is no {tool}");
        InheritedDescriptors.Keep();
        using var process = new Process { StartInfo = Start(call) };
        try { process.Start(); }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException) { return Failed($"cannot be called: {e.Message}"); }
        using var limit = new CancellationTokenSource(call.Timeout + Grace, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var output = ReadAsync(process.StandardOutput, call.MostOutput, both.Token);
        var errors = ReadAsync(process.StandardError, call.MostOutput, both.Token);
        try
        {
            await WriteAsync(process, call.Input, both.Token);
            await process.WaitForExitAsync(both.Token);
        }
        catch (OperationCanceledException)
        {
            // Told to end, 'timeout' passes it on to the whole group.
            process.Kill(entireProcessTree: true);
            if (cancellation.IsCancellationRequested) throw;
            return Failed(TooLong(call));
        }
        // What it started may hold the pipes open; what it has said by now is enough.
        limit.CancelAfter(TimeSpan.FromSeconds(1));
        return Result(call, process.ExitCode, await output, await errors);
    }

    private static ProgramResult Result(ProgramCall call, int code, string output, string errors) => code switch
    {
        EndedByLimit or KilledByLimit => new ProgramResult(null, output, errors, TooLong(call)),
        NotStarted when errors.StartsWith("setpriv:", StringComparison.Ordinal) || errors.StartsWith($"{TimeLimit}:", StringComparison.Ordinal) => new ProgramResult(null, output, errors, "cannot be called"),
        _ => new ProgramResult(code, output, errors, null),
    };

    private static ProcessStartInfo Start(ProgramCall call)
    {
        var start = new ProcessStartInfo(TimeLimit) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/" };
        var seconds = Math.Max(0.01, call.Timeout.TotalSeconds).ToString("0.###", CultureInfo.InvariantCulture);
        foreach (var word in (string[])["--kill-after=5", seconds, SetPriv, "--no-new-privs", "--inh-caps=-all", "--ambient-caps=-all"]) start.ArgumentList.Add(word);
        if (call.Identity is var (user, group))
            foreach (var word in (string[])["--bounding-set=-all", Text($"--reuid={user}"), Text($"--regid={group}"), "--init-groups"]) start.ArgumentList.Add(word);
        start.ArgumentList.Add("--");
        start.ArgumentList.Add(call.Path);
        foreach (var argument in call.Arguments) start.ArgumentList.Add(argument);
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["HOME"] = "/";
        start.Environment["LANG"] = "C.UTF-8";
        foreach (var (name, value) in call.Environment) start.Environment[name] = value;
        return start;
    }

    private static async Task WriteAsync(Process process, string input, CancellationToken cancellation)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(Encoding.UTF8.GetBytes(input), cancellation);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It does not want to hear more: its exit code says whether that is well.
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, int most, CancellationToken cancellation)
    {
        var (text, buffer) = (new StringBuilder(), new char[4096]);
        try
        {
            // All of it is read, so that it never waits for us; what is too much is dropped.
            for (int read; (read = await reader.ReadAsync(buffer, cancellation)) > 0;) text.Append(buffer, 0, Math.Min(read, most - text.Length));
        }
        catch (OperationCanceledException)
        {
            // What was said until then is told.
        }
        return text.ToString();
    }

    private static ProgramResult Failed(string problem) => new(null, "", "", problem);

    private static string TooLong(ProgramCall call) => string.Create(CultureInfo.InvariantCulture, $"took longer than {call.Timeout.TotalSeconds:0.###} s and was ended");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
