using System.CommandLine;
using System.Globalization;
using Holdfast.Cli.Requests;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast findings [ack|snooze|reopen ID]</c>.</summary>
internal static class FindingsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var all = new Option<bool>("--all") { Description = "Those that are over too." };
        var job = new Option<string?>("--job") { Description = "Only findings of this job.", HelpName = "JOB" };
        var severity = new Option<string?>("--severity") { Description = "Only findings that matter at least so much.", HelpName = "info|warning|error" };
        severity.AcceptOnlyFromAmong("info", "warning", "error");
        var command = new Command("findings", "List what runs and checks saw, or say that it is known.") { all, job, severity };
        command.SetAction((parse, cancellation) =>
            surface.SendAsync(parse, RequestForms.Request(CommandNames.Findings).With("all", parse.GetValue(all)).With("job", parse.GetValue(job)).With("severity", parse.GetValue(severity)), new FindingsView(surface.Screen(parse)), cancellation));
        command.Add(Acknowledge(surface));
        command.Add(Snooze(surface));
        command.Add(Mark(surface, "reopen", "Take that back: somebody must look.", []));
        return command;
    }

    private static Command Acknowledge(Surface surface)
    {
        var note = Note();
        return Mark(surface, "ack", "Say that a finding is known: it counts no more until it is over or becomes more severe.", [note]);
    }

    private static Command Snooze(Surface surface)
    {
        var until = new Option<string>("--until") { Description = "Until when: a duration such as 7d, or a date.", HelpName = "TIME", Required = true };
        return Mark(surface, "snooze", "Put a finding off until later.", [until, Note()]);
    }

    private static Option<string?> Note() => new("--note") { Description = "Why, for those who come after.", HelpName = "TEXT" };

    private static Command Mark(Surface surface, string word, string about, IReadOnlyList<Option> options)
    {
        var id = new Argument<long>("id") { Description = "The number of the finding." };
        var dryRun = Surface.DryRun();
        var command = new Command(word, about) { id };
        foreach (var option in options) command.Add(option);
        command.Add(dryRun);
        command.SetAction((parse, cancellation) =>
        {
            var request = RequestForms.Request(CommandNames.MarkFinding, word, parse.GetRequiredValue(id).ToString(CultureInfo.InvariantCulture))
                .With("by", surface.World.Variable("SUDO_USER") ?? surface.World.Variable("USER")).With("dry-run", parse.GetValue(dryRun));
            foreach (var option in options) request = request.With(option.Name.TrimStart('-'), parse.GetResult(option)?.Tokens is [var token] ? token.Value : null);
            return surface.SendAsync(parse, request, new FindingsView(surface.Screen(parse)), cancellation);
        });
        return command;
    }
}
