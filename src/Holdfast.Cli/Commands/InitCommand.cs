using System.CommandLine;
using Holdfast.Cli.Rendering;
using Holdfast.Contracts;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast init</c>: asks or takes flags, and writes a first configuration.</summary>
internal static class InitCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var from = new Option<string?>("--from") { Description = "The directory that is kept right, and read.", HelpName = "DIR" };
        var to = new Option<string?>("--to") { Description = "The directory it is carried to.", HelpName = "DIR" };
        var owner = new Option<string?>("--owner") { Description = "Who shall own everything, by name or number, such as llurad:docker.", HelpName = "USER:GROUP" };
        var directories = new Option<string?>("--directories") { Description = "Mode of directories, such as 775.", HelpName = "MODE" };
        var files = new Option<string?>("--files") { Description = "Mode of files, such as 664.", HelpName = "MODE" };
        var every = new Option<string?>("--every") { Description = "Time between two runs, such as 5m.", HelpName = "TIME" };
        var dryRun = Surface.DryRun();
        var command = new Command("init", "Write a first configuration, from flags or by asking.") { from, to, owner, directories, files, every, dryRun };
        command.SetAction(parse =>
        {
            var said = new FirstAnswers(parse.GetValue(from) ?? "", parse.GetValue(to), parse.GetValue(owner), parse.GetValue(directories), parse.GetValue(files), parse.GetValue(every));
            return (int)Run(surface, parse, said, parse.GetValue(dryRun));
        });
        return command;
    }

    /// <summary>Checks a new configuration and saves it, or prints it.</summary>
    public static ExitCode Save(Surface surface, ParseResult parse, string text, bool isDryRun)
    {
        var screen = surface.Screen(parse);
        var hosting = surface.Hosting(parse);
        var facts = hosting.Facts(hosting.NewConfigFile, text);
        ConfigCommand.Tell(screen, facts.Problems);
        if (isDryRun) screen.Text(text);
        if (!facts.IsUsable) return ExitCode.Usage;
        if (isDryRun) return ExitCode.Done;
        Hosting.Save(hosting.NewConfigFile, text);
        if (screen.IsJson) screen.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("file", hosting.NewConfigFile);
            json.WriteEndObject();
        });
        else Tell(screen, hosting.NewConfigFile, facts);
        return ExitCode.Done;
    }

    private static void Tell(Screen screen, string file, ConfigurationFacts facts)
    {
        screen.Line(Printable.Text($"wrote {file}"));
        if (facts.Jobs.Count == 0) return;
        screen.Line(Printable.Text($"next: holdfast plan {facts.Jobs[^1]}   shows what would be done, and touches nothing"));
        screen.Line("      holdfast run           does it once");
        screen.Line("      holdfast daemon        keeps doing it");
    }

    private static ExitCode Run(Surface surface, ParseResult parse, FirstAnswers said, bool isDryRun)
    {
        var screen = surface.Screen(parse);
        var isAsked = said.From.Length == 0;
        var from = isAsked ? screen.Ask("Which directory holds the data?", surface.World.WorkingDirectory) : said.From;
        if (from is null) throw new CommandException(ExitCode.Usage, ["nobody is there to be asked which directory holds the data", "name it: holdfast init --from DIR [--to DIR] [--owner USER:GROUP] [--directories 775] [--files 664]"]);
        var answers = isAsked ? Ask(screen, said) : said;
        if (answers is { To: null, Owner: null, Directories: null, Files: null })
            throw new CommandException(ExitCode.Usage, "there is nothing to keep true: name --to, or one of --owner, --directories and --files");
        return Save(surface, parse, Hosting.FirstConfig(answers with
        {
            From = surface.World.FullPath(from),
            To = answers.To is null ? null : surface.World.FullPath(answers.To),
        }), isDryRun);
    }

    private static FirstAnswers Ask(Screen screen, FirstAnswers said) => said with
    {
        To = said.To ?? screen.Ask("To which directory shall it be carried? (empty for none)"),
        Owner = said.Owner ?? screen.Ask("Who shall own it? (such as llurad:docker; empty to leave owners alone)"),
        Directories = said.Directories ?? screen.Ask("Which mode shall directories have? (such as 775; empty to leave them alone)"),
        Files = said.Files ?? screen.Ask("Which mode shall files have? (such as 664; empty to leave them alone)"),
        Every = said.Every ?? screen.Ask("How often?", "5m"),
    };
}
