using Holdfast.Cli;
using Holdfast.Cli.Surroundings;

namespace Holdfast.Tests.Cli;

/// <summary>Runs command lines in a world of their own.</summary>
internal static class CommandLine
{
    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(string directory, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var world = new World { Out = output, Error = error, In = TextReader.Null, Environment = new Dictionary<string, string> { ["HOME"] = directory }, WorkingDirectory = directory };
        var exitCode = await Application.RunAsync(arguments, world, TestContext.Current.CancellationToken);
        return (exitCode, output.ToString(), error.ToString());
    }
}
