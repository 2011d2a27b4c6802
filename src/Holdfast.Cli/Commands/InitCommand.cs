using System.CommandLine;
using Holdfast.Cli.Rendering;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast init</c>: asks or takes flags, and writes a first configuration.</summary>
internal static class InitCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var first = new FirstConfigOptions();
        var dryRun = Surface.DryRun();
        var command = new Command("init", "Write a first configuration, from options or by asking.") { dryRun };
        first.AddTo(command);
        command.SetAction(parse =>
        {
            var text = first.Text(parse, surface.World, surface.Screen(parse)) ?? throw new CommandException(ExitCode.Usage,
                ["nobody is there to be asked which directory holds the data", "name it: holdfast init --from DIR [--to DIR] [--owner USER:GROUP] [--directories 775] [--files 664]"]);
            return (int)Save(surface, parse, text, parse.GetValue(dryRun));
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
}
