using System.CommandLine;
using Holdfast.Cli.Requests;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast report</c>.</summary>
internal static class ReportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var dryRun = Surface.DryRun();
        var html = new Option<bool>("--html") { Description = "Print the page rather than the text." };
        var command = new Command("report", "Write a report of configuration, activity and health now.") { html, dryRun };
        command.SetAction((parse, cancellation) => surface.SendAsync(parse, RequestForms.Request(CommandNames.Report).With("html", parse.GetValue(html)).With("dry-run", parse.GetValue(dryRun)), cancellation));
        return command;
    }
}
