using System.CommandLine;
using Holdfast.Cli.Requests;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast explain PATH</c>.</summary>
internal static class ExplainCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var path = new PathWords();
        var command = new Command("explain", "Say which rule, filter or guard decides about a path, and where its copies are.");
        path.AddTo(command);
        command.SetAction((parse, cancellation) => path.IsGiven(parse)
            ? surface.SendAsync(parse, path.AddTo(RequestForms.Request(CommandNames.Explain), parse, surface.World), cancellation)
            : throw new CommandException(ExitCode.Usage, "explain: name a path"));
        return command;
    }
}
