using System.Text.RegularExpressions;

namespace Holdfast.Integration.Drive;

/// <summary>docs/stores-google-drive.md: its configuration is read, and its commands do what they are for, one after the other, on a Drive.</summary>
public sealed partial class DriveGuideTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("row", "D1")]
    public async Task The_commands_of_the_guide_do_what_it_says()
    {
        var guide = (await File.ReadAllTextAsync(Path.Combine(Root(), "docs", "stores-google-drive.md"), Cancellation)).Replace("\r\n", "\n", StringComparison.Ordinal);
        await using var lab = await DriveLab.MakeAsync(config: lab => Blocks(guide, "yaml").Single()
            .Replace("client: file:client.json", $"client: file:client.json, endpoint: \"{lab.Server.Address}\", rate: 1000", StringComparison.Ordinal)
            .Replace("me@example.com", lab.Drive.Account, StringComparison.Ordinal)
            .Replace("/srv/backup/drive", lab.Copy(""), StringComparison.Ordinal));
        lab.Drive.DeviceInterval = 1;
        lab.Drive.Add("f", "1", lab.Drive.AddFolder("d"));
        var commands = Blocks(guide, "console").SelectMany(block => block.Split('\n', StringSplitOptions.RemoveEmptyEntries)).ToArray();
        Assert.True(commands.Length >= 7, $"only {commands.Length} commands are run");
        foreach (var command in commands)
        {
            var words = command.Split(' ');
            Assert.Equal("holdfast", words[0]);
            var answer = words is ["holdfast", "login", "google", var store, .. var rest]
                ? rest is ["--device"] ? await lab.TypeAsync(store) : await lab.SignInAsync(store)
                : await lab.RunAsync(words[1..]);
            Assert.True(answer.Code == 0, $"{command}: {answer.Output}{answer.Error}");
        }
        Assert.Equal("1", await File.ReadAllTextAsync(lab.Copy("d/f"), Cancellation));
    }

    private static IEnumerable<string> Blocks(string guide, string kind) => Fence().Matches(guide).Where(block => block.Groups["kind"].Value == kind).Select(block => block.Groups["text"].Value);

    [GeneratedRegex("^```(?<kind>[a-z]+)\n(?<text>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Fence();

    private static string Root()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Holdfast.slnx"))) return folder.FullName;
        }
        throw new InvalidOperationException($"no Holdfast.slnx above {AppContext.BaseDirectory}");
    }
}
