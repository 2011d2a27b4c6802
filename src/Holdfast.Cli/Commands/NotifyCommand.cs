using System.CommandLine;
using Holdfast.Cli.Requests;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast notify test CHANNEL</c>.</summary>
internal static class NotifyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var channel = new Argument<string>("channel") { Description = "The channel." };
        var dryRun = Surface.DryRun();
        var test = new Command("test", "Tell a channel that it works, or learn why it does not.") { channel, dryRun };
        test.SetAction((parse, cancellation) => surface.SendAsync(parse, RequestForms.Request(CommandNames.Notify, "test", parse.GetRequiredValue(channel)).With("dry-run", parse.GetValue(dryRun)), cancellation));
        return new Command(CommandNames.Notify, "Do something about the channels by which people are told.") { test };
    }
}
