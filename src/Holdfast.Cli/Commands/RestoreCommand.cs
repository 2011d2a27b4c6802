using System.CommandLine;
using System.Globalization;
using Holdfast.Cli.Requests;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast restore --run ID | PATH [--at TIME] [--to PLACE]</c>.</summary>
internal static class RestoreCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var path = new PathWords();
        var run = new Option<string?>("--run") { Description = "Put back everything that one run changed.", HelpName = "ID" };
        var at = new Option<string?>("--at") { Description = "As it was at this time, such as 2026-11-21T05:00 (local) or with an offset.", HelpName = "TIME" };
        var to = new Option<string?>("--to") { Description = "Bring it back onto another place: a configured store, or a directory written with a slash in it.", HelpName = "PLACE" };
        var force = new Option<bool>("--force") { Description = "Let what was changed since make way; it goes to the trash." };
        var dryRun = Surface.DryRun();
        var command = new Command("restore", "Bring back what runs overwrote, removed or re-moded.") { run, at, to, force, dryRun };
        path.AddTo(command);
        command.SetAction((parse, cancellation) =>
        {
            var (isPath, id) = (path.IsGiven(parse), parse.GetValue(run));
            if (isPath == (id is not null)) throw new CommandException(ExitCode.Usage, "restore: name a path, or a run with --run ID");
            var empty = RequestForms.Request(CommandNames.Restore);
            var request = (isPath ? path.AddTo(empty, parse, surface.World) : empty)
                .With("run", id).With("at", Time(parse.GetValue(at), surface.World.Time)).With("to", Place(parse.GetValue(to), surface.World)).With("force", parse.GetValue(force)).With("dry-run", parse.GetValue(dryRun));
            return surface.SendAsync(parse, request, cancellation);
        });
        return command;
    }

    // A word alone is a store; a directory is written with a slash, if only ./NAME.
    private static string? Place(string? text, World world) => text is not null && (text.Contains('/', StringComparison.Ordinal) || text is "." or "..") ? world.FullPath(text) : text;

    // A time without an offset is that of whoever types it, who may sit elsewhere than the daemon's zone says.
    private static string? Time(string? text, TimeProvider time)
    {
        if (text is null) return null;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind | DateTimeStyles.AllowWhiteSpaces, out var said) || !char.IsAsciiDigit(text[0]))
            throw new CommandException(ExitCode.Usage, $"'{text}' is no time; expected such as 2026-11-21T05:00 or 2026-11-21T05:00Z");
        if (said.Kind != DateTimeKind.Unspecified) return DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToString("o", CultureInfo.InvariantCulture);
        return new DateTimeOffset(said, time.LocalTimeZone.GetUtcOffset(said)).ToString("o", CultureInfo.InvariantCulture);
    }
}
