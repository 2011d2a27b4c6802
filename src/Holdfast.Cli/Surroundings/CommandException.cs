using Holdfast.Contracts;

namespace Holdfast.Cli.Surroundings;

/// <summary>A command cannot do what was asked, for a reason that is told in plain lines.</summary>
internal sealed class CommandException(ExitCode code, IReadOnlyList<string> lines) : Exception(string.Join('\n', lines))
{
    /// <summary>Makes one of a single line.</summary>
    public CommandException(ExitCode code, string line)
        : this(code, [line])
    {
    }

    /// <summary>What the process ends with.</summary>
    public ExitCode Code { get; } = code;

    /// <summary>The reason.</summary>
    public IReadOnlyList<string> Lines { get; } = lines;
}
