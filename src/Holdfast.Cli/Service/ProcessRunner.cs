using System.ComponentModel;
using System.Diagnostics;

namespace Holdfast.Cli.Service;

/// <summary>How another program ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Error">What it wrote to standard error.</param>
internal sealed record ProcessResult(int ExitCode, string Output, string Error);

/// <summary>Runs other programs.</summary>
internal interface IProcessRunner
{
    /// <summary>Runs a program to its end, without a shell; null when there is no such program.</summary>
    Task<ProcessResult?> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellation);
}

/// <summary>Runs programs of this machine, with the texts of the C locale so that they can be read.</summary>
internal sealed class ProcessRunner : IProcessRunner
{
    /// <inheritdoc/>
    public async Task<ProcessResult?> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        start.Environment["LC_ALL"] = "C";
        start.Environment["SYSTEMD_COLORS"] = "0";
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellation);
            var error = process.StandardError.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return new ProcessResult(process.ExitCode, await output, await error);
        }
        catch (Win32Exception)
        {
            // No such program, or it may not be run: the caller says which one it needed, and for what.
            return null;
        }
    }
}
