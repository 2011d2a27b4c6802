using System.CommandLine;
using Holdfast.Cli.Requests;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast verify [JOB…] [--read]</c>.</summary>
internal static class VerifyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var jobs = new Argument<string[]>("job") { Description = "Jobs whose copies are compared; none for all.", Arity = ArgumentArity.ZeroOrMore }.Completed(surface);
        var read = new Option<bool>("--read") { Description = "Read every file on both sides, and trust no record." };
        var command = new Command("verify", "Prove that copies are what they should be.") { jobs, read };
        command.SetAction((parse, cancellation) =>
            surface.SendAsync(parse, RequestForms.Request(CommandNames.Verify, parse.GetValue(jobs) ?? []).With("read", parse.GetValue(read)), cancellation));
        return command;
    }
}
