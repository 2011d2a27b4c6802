using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.Cli;

namespace Holdfast.Tests.Cli;

/// <summary>What every command says of itself, held in a file beside this one so that no change of it goes unseen.</summary>
public sealed class HelpTests
{
    [Fact]
    [Trait("row", "L17")]
    public async Task Every_command_tells_of_itself_what_stands_in_the_file()
    {
        var told = new StringBuilder();
        await TellAsync(Tree(), [], told);
        var file = Path.Combine(Path.GetDirectoryName(Here())!, "Help.txt");
        var kept = File.Exists(file) ? await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) : "";
        if (kept == told.ToString()) return;

        // Whoever changes a word on purpose looks at the difference, and takes this file in the place of the other.
        var received = Path.Combine(AppContext.BaseDirectory, "Help.received.txt");
        await File.WriteAllTextAsync(received, told.ToString(), TestContext.Current.CancellationToken);
        Assert.Fail($"help has changed; see: diff {file} {received}");
    }

    private static async Task TellAsync(Command command, IReadOnlyList<string> words, StringBuilder told)
    {
        var (exitCode, output, error) = await CommandLine.RunAsync("/", [.. words, "--help"]);
        Assert.Equal((0, ""), (exitCode, error));
        told.Append("$ ").AppendJoin(' ', ["holdfast", .. words, "--help"]).Append('\n');
        // The usage line names the file the process was started from.
        foreach (var line in output.Replace("Holdfast.Tests", "holdfast", StringComparison.Ordinal).ReplaceLineEndings("\n").TrimEnd().Split('\n')) told.Append(line.TrimEnd()).Append('\n');
        told.Append('\n');
        foreach (var inner in command.Subcommands) await TellAsync(inner, [.. words, inner.Name], told);
    }

    private static RootCommand Tree() => CommandTree.Make(new Surface(new() { Out = TextWriter.Null, Error = TextWriter.Null, In = TextReader.Null, Environment = new Dictionary<string, string>(), WorkingDirectory = "/" }));

    private static string Here([CallerFilePath] string path = "") => path;
}
