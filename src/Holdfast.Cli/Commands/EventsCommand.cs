using System.CommandLine;
using System.Globalization;
using Holdfast.Cli.Requests;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast events [-f]</c>.</summary>
internal static class EventsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on as new ones happen, until Ctrl-C." };
        var after = new Option<long?>("--after") { Description = "Only events with greater numbers, the oldest first.", HelpName = "NUMBER" };
        var limit = new Option<int?>("--limit") { Description = "At most this many.", HelpName = "N" };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var count) || count < 1)) result.AddError("--limit wants a number of at least 1");
        });
        var job = new Option<string?>("--job") { Description = "Only events of this job.", HelpName = "JOB" };
        var name = new Option<string?>("--name") { Description = "Only events of this name, such as SYNC_FAILED.", HelpName = "NAME" };
        var severity = new Option<string?>("--severity") { Description = "Only events that matter at least so much.", HelpName = "info|warning|error" };
        severity.AcceptOnlyFromAmong("info", "warning", "error");
        var command = new Command("events", "Show what happened.") { follow, after, limit, job, name, severity };
        command.SetAction((parse, cancellation) =>
        {
            var request = RequestForms.Request(CommandNames.Events).With("follow", parse.GetValue(follow)).With("after", parse.GetValue(after)?.ToString(CultureInfo.InvariantCulture))
                .With("limit", parse.GetValue(limit)?.ToString(CultureInfo.InvariantCulture)).With("job", parse.GetValue(job)).With("name", parse.GetValue(name)).With("severity", parse.GetValue(severity));
            return parse.GetValue(follow) ? surface.SendEndlessAsync(parse, request, new LineView(surface.Screen(parse)), cancellation) : surface.SendAsync(parse, request, cancellation);
        });
        return command;
    }
}
