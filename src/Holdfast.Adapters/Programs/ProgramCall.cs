using System.Globalization;

namespace Holdfast.Adapters.Programs;

/// <summary>A program that is to be called.</summary>
public sealed record ProgramCall
{
    /// <summary>The program, by its full path.</summary>
    public required string Path { get; init; }

    /// <summary>Its arguments, each as it is: no shell reads them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>What it reads on its standard input.</summary>
    public string Input { get; init; } = "";

    /// <summary>Its environment, besides a plain PATH, HOME and LANG; nothing of ours.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Numbers of the user it runs as and of its group, which takes root; null for our own. In either case it can gain no rights.</summary>
    public (int User, int Group)? Identity { get; init; }

    /// <summary>How long it may take; then all of its process group is ended, and five seconds later killed.</summary>
    public required TimeSpan Timeout { get; init; }

    /// <summary>So much of what it says is kept, in characters.</summary>
    public int MostOutput { get; init; } = 8192;
}

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Its exit code; null when it could not be started, or was ended because it took too long.</param>
/// <param name="Output">What it said on standard output, as far as it is kept.</param>
/// <param name="Errors">What it said on standard error, as far as it is kept.</param>
/// <param name="Problem">Why there is no exit code; null when there is one.</param>
public sealed record ProgramResult(int? ExitCode, string Output, string Errors, string? Problem)
{
    /// <summary>Whether it ended as it should.</summary>
    public bool Succeeded => ExitCode == 0;

    /// <summary>How it ended, in a few words with the last line it said.</summary>
    public string Summary
    {
        get
        {
            var last = $"{Output}\n{Errors}".Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
            var how = Problem ?? string.Create(CultureInfo.InvariantCulture, $"ended with exit code {ExitCode}");
            return last is null || Succeeded ? how : $"{how}: {(last.Length > 300 ? last[..300] + "…" : last)}";
        }
    }
}
