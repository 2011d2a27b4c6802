using System.CommandLine;
using System.Globalization;
using Holdfast.Cli.Requests;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast logs [-f]</c>.</summary>
internal static class LogsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on as new lines come, until Ctrl-C." };
        var lines = new Option<int?>("--lines") { Description = "At most this many of the latest lines.", HelpName = "N" };
        lines.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var count) || count < 1)) result.AddError("--lines wants a number of at least 1");
        });
        var level = new Option<string?>("--level") { Description = "Only lines that matter at least so much.", HelpName = "debug|info|warning|error" };
        level.AcceptOnlyFromAmong("debug", "info", "warning", "error");
        var command = new Command("logs", "Show the log.") { follow, lines, level };
        command.SetAction((parse, cancellation) =>
        {
            var request = RequestForms.Request(CommandNames.Logs).With("follow", parse.GetValue(follow)).With("lines", parse.GetValue(lines)?.ToString(CultureInfo.InvariantCulture)).With("level", parse.GetValue(level));
            return parse.GetValue(follow) ? surface.SendEndlessAsync(parse, request, new LineView(surface.Screen(parse)), cancellation) : surface.SendAsync(parse, request, cancellation);
        });
        return command;
    }
}
