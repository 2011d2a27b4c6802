using System.CommandLine;
using Holdfast.Cli.Requests;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast explain PATH</c>.</summary>
internal static class ExplainCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var path = new Argument<string>("path") { Description = "A file or directory of a store." };
        var command = new Command("explain", "Say which rule, filter or guard decides about a path, and where its copies are.") { path };
        command.SetAction((parse, cancellation) => surface.SendAsync(parse, RequestForms.Request(CommandNames.Explain, surface.World.FullPath(parse.GetRequiredValue(path))), cancellation));
        return command;
    }
}
