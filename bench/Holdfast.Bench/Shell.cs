using System.Diagnostics;
using System.Globalization;

namespace Holdfast.Bench;

/// <summary>What one finished command took.</summary>
internal readonly record struct Cost(double Wall, double Cpu, long PeakKiB);

/// <summary>Runs commands and measures them by the system's own accounting.</summary>
internal static class Shell
{
    /// <summary>Runs a command line; throws with its output when it fails.</summary>
    public static void Run(string command)
    {
        var (code, output) = Start(command);
        if (code != 0) throw new InvalidOperationException($"{command}\nended with {code}:\n{output}");
    }

    /// <summary>Runs a command line and gives what it said; throws when it fails.</summary>
    public static string Read(string command)
    {
        var (code, output) = Start(command);
        return code == 0 ? output : throw new InvalidOperationException($"{command}\nended with {code}:\n{output}");
    }

    /// <summary>Measures a command line.</summary>
    public static Cost Measure(string command, params int[] allowed)
    {
        var report = Path.GetTempFileName();
        try
        {
            var (code, output) = Start($"/usr/bin/time -o {report} -f '%e %U %S %M' bash -c '{command.Replace("'", "'\\''", StringComparison.Ordinal)}'");
            if (code != 0 && !allowed.Contains(code)) throw new InvalidOperationException($"{command}\nended with {code}:\n{output}");
            var fields = File.ReadAllLines(report)[^1].Split(' ').Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray();
            return new Cost(fields[0], fields[1] + fields[2], (long)fields[3]);
        }
        finally { File.Delete(report); }
    }

    private static (int Code, string Output) Start(string command)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", command + " 2>&1"]) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.Length > 4000 ? output[^4000..] : output);
    }
}
