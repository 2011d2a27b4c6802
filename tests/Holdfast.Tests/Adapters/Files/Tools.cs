using System.Diagnostics;

namespace Holdfast.Tests.Adapters.Files;

/// <summary>Runs the system's own programs to set up what a test needs.</summary>
internal static class Tools
{
    public static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program}: {error}");
    }
}
