using System.CommandLine;
using Holdfast.Cli.Requests;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast user add|list|password|role|remove</c>.</summary>
internal static class UserCommand
{
    private static readonly string[] Roles = ["viewer", "operator", "admin"];

    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface) => new(CommandNames.User, "Say who may use the dashboard and the API.")
    {
        Add(surface),
        surface.Part("list", "List the accounts.", CommandNames.User),
        Password(surface),
        ChangeRole(surface),
        surface.Part("remove", "Remove an account; what signed in to it is signed out.", CommandNames.User, Name()),
    };

    /// <summary>An option that says a role.</summary>
    public static Option<string> Role(string about)
    {
        var role = new Option<string>("--role") { Description = about, HelpName = "ROLE", Required = true };
        role.AcceptOnlyFromAmong(Roles);
        return role;
    }

    private static Command Add(Surface surface)
    {
        var (name, role, file) = (Name(), Role("What it may do: viewer looks, operator also runs, stops, approves and restores, admin everything."), PasswordFile());
        var command = new Command("add", "Make an account.") { name, role, file };
        command.SetAction((parse, cancellation) => surface.SendAsync(parse,
            RequestForms.Request(CommandNames.User, "add", parse.GetRequiredValue(name)).With("role", parse.GetRequiredValue(role)).With("password", Read(surface.World, parse.GetRequiredValue(file))), cancellation));
        return command;
    }

    private static Command Password(Surface surface)
    {
        var (name, file) = (Name(), PasswordFile());
        var command = new Command("password", "Give an account another password; what signed in to it is signed out.") { name, file };
        command.SetAction((parse, cancellation) => surface.SendAsync(parse,
            RequestForms.Request(CommandNames.User, "password", parse.GetRequiredValue(name)).With("password", Read(surface.World, parse.GetRequiredValue(file))), cancellation));
        return command;
    }

    private static Command ChangeRole(Surface surface)
    {
        var (name, role) = (Name(), Role("What it may do from now on."));
        var command = new Command("role", "Give an account another role; what signed in to it is signed out.") { name, role };
        command.SetAction((parse, cancellation) => surface.SendAsync(parse, RequestForms.Request(CommandNames.User, "role", parse.GetRequiredValue(name)).With("role", parse.GetRequiredValue(role)), cancellation));
        return command;
    }

    private static Argument<string> Name() => new("name") { Description = "Name of the account." };

    private static Option<string> PasswordFile() => new("--password-file") { Description = "A file whose first line is the password; - for standard input.", HelpName = "FILE", Required = true };

    /// <summary>The first line of a file. A password on the command line could be read by every user of the machine.</summary>
    public static string Read(World world, string file, string what = "password")
    {
        string? line;
        if (file == "-") line = world.In.ReadLine();
        else
        {
            using var reader = new StreamReader(world.FullPath(file));
            line = reader.ReadLine();
        }
        return string.IsNullOrEmpty(line) ? throw new CommandException(ExitCode.Usage, $"{file}: its first line is empty, and should be the {what}") : line;
    }
}
