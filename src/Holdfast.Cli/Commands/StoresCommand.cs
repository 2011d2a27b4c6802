using System.CommandLine;
using Holdfast.Cli.Requests;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast stores test NAME</c>, <c>holdfast stores forget NAME</c>.</summary>
internal static class StoresCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var store = new Argument<string>("store") { Description = "The store." };
        var dryRun = Surface.DryRun();
        var forget = new Command("forget", "Forget how a store was seen: it was replaced on purpose, and the next run takes what it finds.") { store, dryRun };
        forget.SetAction((parse, cancellation) => surface.SendAsync(parse, RequestForms.Request(CommandNames.Stores, "forget", parse.GetRequiredValue(store)).With("dry-run", parse.GetValue(dryRun)), cancellation));
        var tried = new Argument<string>("store") { Description = "The store." };
        var test = new Command("test", "Try a store out: whether it can be reached, read and written, and what its server honours.") { tried };
        test.SetAction((parse, cancellation) => surface.SendAsync(parse, RequestForms.Request(CommandNames.Stores, "test", parse.GetRequiredValue(tried)), cancellation));
        return new Command(CommandNames.Stores, "Do something about a store.") { test, forget };
    }
}
