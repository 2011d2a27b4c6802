using System.Diagnostics;

namespace Holdfast.Integration.Hostile;

/// <summary>Runs the system's own tools, which know how to make what no library makes: mounts, ACLs, attributes.</summary>
internal static class Shell
{
    /// <summary>Runs a script of bash with the values <c>$1</c>, <c>$2</c> …; throws with what it said when it fails.</summary>
    public static string Run(string script, params string[] values)
    {
        var (code, output) = Try(script, values);
        return code == 0 ? output : throw new InvalidOperationException($"{script}: ended with {code}: {output}");
    }

    /// <summary>The same, telling the exit code.</summary>
    public static (int Code, string Output) Try(string script, params string[] values)
    {
        using var process = Process.Start(Info("bash", ["-c", $"set -e; {script}", "bash", .. values]))!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    /// <summary>How a program is started whose output is read.</summary>
    public static ProcessStartInfo Info(string program, IEnumerable<string> arguments) =>
        new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
}
