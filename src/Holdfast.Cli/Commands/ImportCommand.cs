using System.CommandLine;
using Holdfast.Cli.Rendering;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast import FILE</c>: carries the configuration of an older system over, and says what each line became.</summary>
internal static class ImportCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var file = new Argument<string>("file") { Description = "The old file; data-sync.conf is understood." };
        var from = new Option<string?>("--from") { Description = "The shared tree, when it is not found beside the file.", HelpName = "DIR" };
        var to = new Option<string?>("--to") { Description = "The legacy tree, when it is not where the old script had it.", HelpName = "DIR" };
        var owner = new Option<string?>("--owner") { Description = "Who shall own everything, when it is not whoever owns the tree now.", HelpName = "USER:GROUP" };
        var dryRun = Surface.DryRun();
        var command = new Command("import", "Make a configuration from that of an older system.") { file, from, to, owner, dryRun };
        command.SetAction(parse =>
        {
            var screen = surface.Screen(parse);
            var carried = surface.Hosting(parse).Import(parse.GetRequiredValue(file), parse.GetValue(from), parse.GetValue(to), parse.GetValue(owner), question => screen.Ask(question));
            foreach (var line in carried.Lines) Tell(screen, line);
            if (carried.Text is null) throw new CommandException(ExitCode.Usage, carried.Problems);
            return (int)InitCommand.Save(surface, parse, carried.Text, parse.GetValue(dryRun));
        });
        return command;
    }

    private static void Tell(Screen screen, CarriedLine line)
    {
        if (screen.IsJson)
        {
            screen.Json(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("line", line.Line);
                json.WriteString("text", line.Text);
                json.WriteString("became", line.Became);
                json.WriteBoolean("needs_a_look", line.NeedsALook);
                json.WriteEndObject();
            });
            return;
        }
        var text = line.Line > 0 ? $"line {line.Line}: {line.Text}: {line.Became}" : line.Became;
        screen.Note(line.NeedsALook ? $"look: {Printable.Text(text)}" : Printable.Text(text));
    }
}
