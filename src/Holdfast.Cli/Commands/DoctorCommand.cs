using System.CommandLine;
using Holdfast.Cli.Requests;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast doctor</c>.</summary>
internal static class DoctorCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var command = new Command("doctor", "Check access, permissions, consistency, disk, watches and records; exit 0 healthy, 1 warnings, 2 errors.");
        command.SetAction((parse, cancellation) => surface.SendAsync(parse, RequestForms.Request(CommandNames.Doctor), cancellation));
        return command;
    }
}
