using System.CommandLine;
using System.Globalization;
using Holdfast.Cli.Requests;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast history [JOB|RUN]</c>.</summary>
internal static class HistoryCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var what = new Argument<string?>("what") { Description = "A job for its runs, a run for everything it did; nothing for the runs of all jobs.", Arity = ArgumentArity.ZeroOrOne, HelpName = "job|run" }.Completed(surface);
        var limit = new Option<int?>("--limit") { Description = "At most this many runs.", HelpName = "N" };
        limit.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && (!int.TryParse(result.Tokens[0].Value, out var count) || count < 1)) result.AddError("--limit wants a number of at least 1");
        });
        var command = new Command("history", "List runs, the newest first, or all that one run did.") { what, limit };
        command.SetAction((parse, cancellation) =>
            surface.SendAsync(parse,
                RequestForms.Request(CommandNames.History, parse.GetValue(what) is { } name ? [name] : []).With("limit", parse.GetValue(limit)?.ToString(CultureInfo.InvariantCulture)),
                new HistoryView(surface.Screen(parse)), cancellation));
        return command;
    }
}
