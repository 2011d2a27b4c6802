using Holdfast.Integration.Faults;

namespace Holdfast.Integration;

/// <summary>Runs the tests; called with <c>worker</c> it is a process that tests start in order to break it.</summary>
internal static class Program
{
    public static Task<int> Main(string[] args) => args is ["worker", .. var rest] ? Worker.RunAsync(rest) : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
}
