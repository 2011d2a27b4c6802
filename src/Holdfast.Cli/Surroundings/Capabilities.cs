using System.Globalization;

namespace Holdfast.Cli.Surroundings;

/// <summary>What the kernel lets this process do beyond its user.</summary>
internal static class Capabilities
{
    /// <summary>The capabilities the service has, and the only ones: to give files to their owner, to set modes and times of what others own, to enter any directory, and to keep the setgid bit.</summary>
    public static IReadOnlyList<string> OfService { get; } = ["CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID"];

    /// <summary>Whether this process has any capability at all; false where there is no such thing.</summary>
    public static bool HasAny => Effective() != 0;

    /// <summary>The effective capabilities by bit, as in <c>/proc/self/status</c>.</summary>
    private static ulong Effective()
    {
        const string Status = "/proc/self/status";
        if (!File.Exists(Status)) return 0;
        var line = File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal));
        return line is not null && ulong.TryParse(line.AsSpan(7).Trim(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits) ? bits : 0;
    }
}
