using System.Diagnostics;
using Holdfast.Integration.Cli;
using Holdfast.Integration.Hostile;
using Holdfast.TestKit;

namespace Holdfast.Integration.Docs;

/// <summary>What the guides tell people to type works as it stands there, from the first block to the last, in an empty directory.</summary>
public sealed class GuideTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    public static TheoryData<string, int> Guides => new() { { "README.md", 20 }, { "docs/permissions.md", 10 }, { "docs/mirror.md", 20 }, { "docs/backup.md", 15 }, { "docs/encryption.md", 15 }, { "docs/recover.md", 20 }, { "docs/api.md", 40 } };

    [Theory]
    [MemberData(nameof(Guides))]
    [Trait("lane", "slow")]
    public async Task The_commands_of_a_guide_do_what_it_says(string guide, int least)
    {
        var script = ShellBlocks.Script(await File.ReadAllTextAsync(Path.Combine(Root(), guide), TestContext.Current.CancellationToken));
        Assert.True(ShellBlocks.Count(script) >= least, $"only {ShellBlocks.Count(script)} lines of {guide} are run");
        var (code, told) = await RunAsync(script);
        output.WriteLine(told);
        Assert.True(code == 0, $"{guide}: {told}");
    }

    [Fact]
    public async Task A_guide_that_tells_something_else_is_found()
    {
        Assert.Equal(0, (await RunAsync(ShellBlocks.Script("```sh\nholdfast version\nholdfast bogus   # exit 2\ncat <<END\nfalse\nEND\n```\n\n```console\nfalse\n```\n"))).Code);
        Assert.Contains("line 3: ended with 1", (await RunAsync(ShellBlocks.Script("```sh\ntrue\nfalse\n```\n"))).Told, StringComparison.Ordinal);
        Assert.Contains("line 2: ended with 0 instead of 3", (await RunAsync(ShellBlocks.Script("```sh\nholdfast version   # exit 3\n```\n"))).Told, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Told)> RunAsync(string script)
    {
        using var place = new TempDirectory();
        var start = Shell.Info("bash", ["-c", script]);
        start.WorkingDirectory = place.Make("guide");
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("HOLDFAST", StringComparison.Ordinal) || name.StartsWith("XDG_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        start.Environment["HOME"] = place.Make("home");
        start.Environment["PATH"] = $"{Path.GetDirectoryName(Lab.Executable)}:{start.Environment["PATH"]}";
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var (told, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await told + await errors);
        }
        catch (OperationCanceledException) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
        {
            return (124, $"was not done after {Limit.TotalSeconds} s");
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Holdfast.slnx"))) return folder.FullName;
        }
        throw new InvalidOperationException($"no Holdfast.slnx above {AppContext.BaseDirectory}");
    }
}
