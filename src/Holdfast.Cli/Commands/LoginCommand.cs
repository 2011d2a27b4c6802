using System.CommandLine;
using Holdfast.Cli.Requests;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast login google [STORE]</c>.</summary>
internal static class LoginCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var store = new Argument<string?>("store") { Description = "The store; not needed where there is one alone.", Arity = ArgumentArity.ZeroOrOne };
        var device = new Option<bool>("--device") { Description = "Show a code to type on another device. Google lets an app that signs in so see only files that it made itself." };
        var noBrowser = new Option<bool>("--no-browser") { Description = "Open no browser here: open the page elsewhere, and paste the address at which the browser ends." };
        var dryRun = Surface.DryRun();
        var google = new Command("google", "Sign in to a Google Drive, or again when Google does not let Holdfast in any more.") { store, device, noBrowser, dryRun };
        google.SetAction((parse, cancellation) =>
        {
            var request = RequestForms.Request(CommandNames.Login, parse.GetValue(store) is { } name ? ["google", name] : ["google"]).With("device", parse.GetValue(device)).With("dry-run", parse.GetValue(dryRun));
            return surface.SendAsync(parse, request, new SignInView(surface.Screen(parse), surface.World, !parse.GetValue(noBrowser)), cancellation);
        });
        return new Command(CommandNames.Login, "Sign in to a store.") { google };
    }
}
