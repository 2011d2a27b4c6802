using System.Reflection;

namespace Holdfast.Daemon.Capturing;

/// <summary>How this program is started once more.</summary>
internal static class OwnProgram
{
    private const string Name = "holdfast";

    /// <summary>The program and its first arguments.</summary>
    public static IReadOnlyList<string> Words()
    {
        var beside = Path.Combine(AppContext.BaseDirectory, Name);
        if (Assembly.GetEntryAssembly()?.GetName().Name != Name || Environment.ProcessPath is not { } path) return [beside];
        // Started by 'dotnet', that is the process, and the program is the file beside it.
        return Path.GetFileNameWithoutExtension(path) == "dotnet" ? [path, beside + ".dll"] : [path];
    }
}
