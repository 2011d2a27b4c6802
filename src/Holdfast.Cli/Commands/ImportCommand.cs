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
        var file = new Argument<string>("file") { Description = "The old file: a data-sync.conf, or the config.yaml of a Drive-to-S3 backup." };
        var from = new Option<string?>("--from") { Description = "The shared tree, when it is not found beside the file.", HelpName = "DIR" };
        var to = new Option<string?>("--to") { Description = "The legacy tree, when it is not where the old script had it.", HelpName = "DIR" };
        var owner = new Option<string?>("--owner") { Description = "Who shall own everything, when it is not whoever owns the tree now.", HelpName = "USER:GROUP" };
        var account = new Option<string?>("--account") { Description = "Whose Drive is read, for a config.yaml.", HelpName = "ADDRESS" };
        var dryRun = Surface.DryRun();
        var command = new Command("import", "Make a configuration from that of an older system.") { file, from, to, owner, account, dryRun };
        command.SetAction(async (parse, cancellation) =>
        {
            var (screen, hosting, old) = (surface.Screen(parse), surface.Hosting(parse), parse.GetRequiredValue(file));
            var carried = IsYaml(old) ? hosting.ImportBackup(old, parse.GetValue(account))
                : hosting.Import(old, parse.GetValue(from), parse.GetValue(to), parse.GetValue(owner), question => screen.Ask(question));
            foreach (var line in carried.Lines) Tell(screen, line);
            if (carried.Text is null) throw new CommandException(ExitCode.Usage, carried.Problems);
            var isDry = parse.GetValue(dryRun);
            var code = InitCommand.Save(surface, parse, carried.Text, isDry);
            if (code != ExitCode.Done || isDry) return (int)code;
            Hosting.SaveSecrets(carried.Secrets);
            if (carried.SyncState is { } records)
            {
                var (files, lines) = await hosting.TakeOverAsync(records, cancellation);
                screen.Note(Printable.Text($"{records}: {files} files and {lines} log lines taken over; what lies in the buckets is recognised by the first run"));
            }
            return (int)code;
        });
        return command;
    }

    private static bool IsYaml(string file) => file.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || file.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);

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
