using System.CommandLine;
using Holdfast.Cli.Rendering;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast key create|show-recovery|restore FILE</c>: keys of encrypted stores. No daemon takes part.</summary>
internal static class KeyCommand
{
    private const int Lines = 4;

    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface) => new("key", "Make and keep the keys of encrypted stores.") { Create(surface), Show(surface), Restore(surface) };

    private static Command Create(Surface surface)
    {
        var (file, passphrase, dryRun) = (FileArgument("The file to write; its name must be free."), Passphrase("A file whose first line shall open the key file; - for standard input."), Surface.DryRun());
        var command = new Command("create", "Make a key, in a file for its owner alone.") { file, passphrase, dryRun };
        command.SetAction(parse =>
        {
            var path = surface.World.FullPath(parse.GetRequiredValue(file));
            var id = Hosting.CreateKey(path, Read(surface, parse.GetValue(passphrase)), parse.GetValue(dryRun));
            var screen = surface.Screen(parse);
            Tell(screen, path, id);
            if (id is null) return (int)ExitCode.Done;
            screen.Note("A LOST KEY IS A LOST BACKUP: without it nobody can read what it encrypts, Holdfast's makers included.");
            screen.Note(Printable.Text($"print it now and keep the paper elsewhere: holdfast key show-recovery {path}"));
            screen.Note(Printable.Text($"then say in the store's configuration: encrypt: {{ key: file:{path} }}"));
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Command Show(Surface surface)
    {
        var (file, passphrase) = (FileArgument("The key file."), Passphrase("A file whose first line opens the key file; - for standard input."));
        var command = new Command("show-recovery", "Print a key as four lines for paper, from which it can be typed in again.") { file, passphrase };
        command.SetAction(parse =>
        {
            var (id, lines) = Hosting.Recovery(surface.World.FullPath(parse.GetRequiredValue(file)), () => Read(surface, parse.GetValue(passphrase)));
            var screen = surface.Screen(parse);
            if (screen.IsJson) screen.Json(json =>
            {
                json.WriteStartObject();
                json.WriteString("id", id);
                json.WriteStartArray("lines");
                foreach (var line in lines) json.WriteStringValue(line);
                json.WriteEndArray();
                json.WriteEndObject();
            });
            else
            {
                screen.Line($"Holdfast key {id}");
                foreach (var line in lines) screen.Line(line);
                screen.Note("whoever reads these lines can read what the key encrypts; they come back by: holdfast key restore FILE");
            }
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Command Restore(Surface surface)
    {
        var (file, passphrase, dryRun) = (FileArgument("The file to write; its name must be free."), Passphrase("A file whose first line shall open the key file; - for the first line of standard input."), Surface.DryRun());
        var command = new Command("restore", "Make a key file of the four lines that were printed, read from standard input.") { file, passphrase, dryRun };
        command.SetAction(parse =>
        {
            var (path, isDryRun, screen) = (surface.World.FullPath(parse.GetRequiredValue(file)), parse.GetValue(dryRun), surface.Screen(parse));
            var secret = Read(surface, parse.GetValue(passphrase));
            if (surface.World.IsInTerminal) screen.Note("type the four lines, each with its number before it");
            var id = Hosting.RestoreKey(path, Typed(surface.World), secret, isDryRun);
            Tell(screen, path, isDryRun ? null : id);
            screen.Note($"this is key {id}; compare it with what is on the paper");
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> FileArgument(string about) => new("file") { Description = about };

    private static Option<string?> Passphrase(string about) => new("--passphrase-file") { Description = about, HelpName = "FILE" };

    private static string? Read(Surface surface, string? file) => file is null ? null : UserCommand.Read(surface.World, file, "passphrase");

    private static List<string> Typed(World world)
    {
        var lines = new List<string>();
        for (var line = world.In.ReadLine(); line is not null; line = world.In.ReadLine())
        {
            if (line.Trim() is { Length: > 1 } text && char.IsAsciiDigit(text[0])) lines.Add(text);
            if (lines.Count == Lines) break;
        }
        return lines;
    }

    private static void Tell(Screen screen, string path, string? id)
    {
        if (screen.IsJson) screen.Json(json =>
        {
            json.WriteStartObject();
            json.WriteString("file", path);
            if (id is not null) json.WriteString("id", id);
            json.WriteEndObject();
        });
        else screen.Line(Printable.Text(id is null ? $"would write {path}" : $"wrote key {id} to {path}"));
    }
}
