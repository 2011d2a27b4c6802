using System.CommandLine;
using Holdfast.Cli.Rendering;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast recover --from PLACE</c>: brings Holdfast's own configuration, state and keys back on a machine that has none.</summary>
internal static class RecoverCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var from = new Option<string>("--from") { Description = "An archive, a directory that holds archives, sftp://USER@HOST/PATH, s3://BUCKET/PREFIX?region=R, or a .yaml that names the store.", HelpName = "PLACE", Required = true };
        var store = new Option<string?>("--store") { Description = "The store, when that .yaml has several.", HelpName = "NAME" };
        var machine = new Option<string?>("--machine") { Description = "The machine, when there are archives of several.", HelpName = "NAME" };
        var passphrase = new Option<string?>("--passphrase-file") { Description = "A file whose first line is the passphrase; - for standard input. Else it is asked for.", HelpName = "FILE" };
        var force = new Option<bool>("--force") { Description = "Move aside what stands in the way, without asking." };
        var dryRun = Surface.DryRun();
        var command = new Command("recover", "Bring Holdfast's own configuration, state and keys back.") { from, store, machine, passphrase, force, dryRun };
        command.SetAction(async (parse, cancellation) =>
        {
            var screen = surface.Screen(parse);
            var wish = new RecoverWish(parse.GetRequiredValue(from), Passphrase(surface.World, parse.GetValue(passphrase), screen))
            {
                Store = parse.GetValue(store), Machine = parse.GetValue(machine), ConfigFile = parse.GetValue(surface.Config), StateDirectory = parse.GetValue(surface.State), IsDry = parse.GetValue(dryRun),
                MayReplace = inTheWay => parse.GetValue(force) || (surface.World.IsInTerminal && Asks(screen, inTheWay)),
                Note = text => screen.Note(Printable.Text(text)),
            };
            var back = await surface.Hosting(parse).RecoverAsync(wish, cancellation);
            Tell(screen, back);
            return (int)(back.InTheWay.Count > 0 && !back.IsDry ? ExitCode.Usage : ExitCode.Done);
        });
        return command;
    }

    // A passphrase on the command line could be read by every user of the machine.
    private static string Passphrase(World world, string? file, Screen screen)
    {
        string? line;
        if (file is null) line = world.IsInTerminal ? screen.AskHidden("The passphrase:") : throw new CommandException(ExitCode.Usage, "recover: name a file with the passphrase: --passphrase-file FILE");
        else if (file == "-") line = world.In.ReadLine();
        else if (!File.Exists(world.FullPath(file))) throw new CommandException(ExitCode.Usage, $"{file}: there is no such file");
        else
        {
            using var reader = new StreamReader(world.FullPath(file));
            line = reader.ReadLine();
        }
        return string.IsNullOrEmpty(line) ? throw new CommandException(ExitCode.Usage, "the passphrase is empty") : line;
    }

    private static bool Asks(Screen screen, IReadOnlyList<string> inTheWay)
    {
        foreach (var path in inTheWay) screen.Note(Printable.Text($"there is already: {path}"));
        return screen.Ask("Move these aside, and put what is in the archive in their place? (yes/no)", "no") is "yes";
    }

    private static void Tell(Screen screen, RecoveredFacts back)
    {
        if (screen.IsJson)
        {
            screen.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("machine", back.Machine);
                json.WriteString("made", back.Made);
                json.WriteString("config_file", back.ConfigFile);
                json.WriteString("state_directory", back.StateDirectory);
                json.WriteBoolean("recovered", back is { IsDry: false, InTheWay.Count: 0 });
                Write("in_the_way", back.InTheWay);
                Write("outside", back.Outside);
                json.WriteEndObject();

                void Write(string name, IReadOnlyList<string> values)
                {
                    json.WriteStartArray(name);
                    foreach (var value in values) json.WriteStringValue(value);
                    json.WriteEndArray();
                }
            });
            return;
        }
        var what = $"the state of {back.Machine} as of {back.Made.ToUniversalTime():yyyy-MM-dd HH:mm} UTC";
        if (back.InTheWay.Count > 0)
        {
            screen.Line(Printable.Text($"{what} was not recovered: these are there already, and are not the same"));
            foreach (var path in back.InTheWay) screen.Line(Printable.Text($"  {path}"));
            screen.Line("  --force moves them aside");
            return;
        }
        screen.Line(Printable.Text($"{(back.IsDry ? "would recover" : "recovered")} {what}"));
        screen.Line(Printable.Text($"  configuration: {back.ConfigFile}"));
        screen.Line(Printable.Text($"  state:         {back.StateDirectory}"));
        foreach (var one in back.Outside) screen.Line(Printable.Text($"  needed as well, and not in the archive: {one}"));
        if (!back.IsDry) screen.Line("  see whether all is there: holdfast doctor");
    }
}
