using Holdfast.Integration.Drive;
using Holdfast.Integration.Faults;

namespace Holdfast.Integration;

/// <summary>Runs the tests; called with <c>worker</c> it is a process that tests start in order to break it, with <c>drive</c> an emulator of Drive.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args switch
    {
        ["worker", .. var rest] => Worker.RunAsync(rest),
        ["drive"] => EmulatorProgram.RunAsync(),
        _ => Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args),
    };
}
