using System.CommandLine;
using Holdfast.Cli.Requests;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast token create|list|revoke</c>.</summary>
internal static class TokenCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface) => new(CommandNames.Token, "Say which programs may use the API.")
    {
        Create(surface),
        surface.Part("list", "List the tokens, without what is secret.", CommandNames.Token),
        surface.Part("revoke", "Revoke a token.", CommandNames.Token, new Argument<string>("id") { Description = "Its id, or its name when no other has it." }),
    };

    private static Command Create(Surface surface)
    {
        var name = new Argument<string>("name") { Description = "What it is for." };
        var role = UserCommand.Role("What it may do: viewer, operator or admin.");
        var expires = new Option<string?>("--expires") { Description = "From when on it is worth nothing, such as 2027-01-31; without it never.", HelpName = "TIME" };
        var command = new Command("create", "Make a token. It is told once, and not kept.") { name, role, expires };
        command.SetAction((parse, cancellation) => surface.SendAsync(parse,
            RequestForms.Request(CommandNames.Token, "create", parse.GetRequiredValue(name)).With("role", parse.GetRequiredValue(role)).With("expires", parse.GetValue(expires)), cancellation));
        return command;
    }
}
