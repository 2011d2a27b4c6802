using Holdfast.Contracts;

namespace Holdfast.Cli.Surroundings;

/// <summary>The words of the command line as they were typed: .NET takes them for UTF-8 and replaces every byte that is none, which names of files may well have.</summary>
internal static class RawArguments
{
    private const char Replacement = '\ufffd';
    private const string Kernel = "/proc/self/cmdline";

    /// <summary>The arguments, with bytes that are not UTF-8 as <see cref="ByteText"/> keeps them.</summary>
    /// <param name="arguments">What .NET made of them.</param>
    /// <param name="commandLine">The whole command line as the kernel keeps it, each word ended by a NUL; null where nobody keeps it.</param>
    public static IReadOnlyList<string> Exact(IReadOnlyList<string> arguments, Func<byte[]?> commandLine)
    {
        if (!arguments.Any(argument => argument.Contains(Replacement, StringComparison.Ordinal)) || commandLine() is not { } line) return arguments;
        var words = new List<byte[]>();
        for (var rest = line.AsSpan(); rest.IndexOf((byte)0) is >= 0 and var end; rest = rest[(end + 1)..]) words.Add(rest[..end].ToArray());
        // Before the arguments stands the program, and 'dotnet' before that where it was started so.
        var first = words.Count - arguments.Count;
        return first < 1 ? arguments : [.. arguments.Select((argument, at) => argument.Contains(Replacement, StringComparison.Ordinal) ? ByteText.Of(words[first + at]) : argument)];
    }

    /// <summary>The command line of this process; null on a system that does not tell.</summary>
    public static byte[]? OfThisProcess() => File.Exists(Kernel) ? File.ReadAllBytes(Kernel) : null;
}
