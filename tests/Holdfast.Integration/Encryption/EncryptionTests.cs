using Holdfast.Integration.Cli;

namespace Holdfast.Integration.Encryption;

/// <summary>A backup to an encrypted store, by the program itself, and back again: with it, and without it.</summary>
[Trait("lane", "slow")]
[Trait("row", "N15")]
public sealed class EncryptionTests : IDisposable
{
    private const string Sentence = "a sentence that must not be read by others";
    private readonly Lab _lab = new();

    public EncryptionTests() => Configure("names: true");

    private string KeyFile => Path.Combine(_lab.Directory, "backup.key");

    public void Dispose() => _lab.Dispose();

    [Fact]
    public async Task A_backup_shows_nothing_comes_back_whole_and_is_proven()
    {
        await FillAsync();
        var made = (await _lab.RunAsync("key", "create", KeyFile)).Ended(0);
        Assert.Contains("A LOST KEY IS A LOST BACKUP", made.Error, StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(KeyFile));

        (await _lab.RunAsync("run", "backup")).Ended(0);
        await AssertHiddenAsync("quarterly", Sentence);
        (await _lab.RunAsync("run", "backup")).Ended(0);
        (await _lab.RunAsync("verify", "--read")).Ended(0);
        (await _lab.RunAsync("run", "drill")).Ended(0);
        Assert.Contains("is encrypted with key", (await _lab.RunAsync("stores", "test", "copy")).Output, StringComparison.Ordinal);

        // A version that was replaced lies encrypted too, and can be had back.
        _lab.Write("reports/quarterly.txt", "the second one");
        (await _lab.RunAsync("run", "backup")).Ended(0);
        await AssertHiddenAsync("quarterly", Sentence, "the second");
        (await _lab.RunAsync("restore", "copy:reports", "--to", Path.Combine(_lab.Directory, "back"))).Ended(0);
        Assert.Equal("the second one", File.ReadAllText(Path.Combine(_lab.Directory, "back", "reports", "quarterly.txt")));
    }

    [Fact]
    public async Task Another_key_and_a_lost_one_end_a_run_before_anything_is_touched()
    {
        await FillAsync();
        (await _lab.RunAsync("key", "create", KeyFile)).Ended(0);
        (await _lab.RunAsync("run", "backup")).Ended(0);
        var before = await TreeAsync();
        File.Move(KeyFile, KeyFile + ".kept");

        var lost = await _lab.RunAsync("run", "backup");
        Assert.NotEqual(0, lost.Code);
        Assert.Contains("the key cannot be had", lost.Output + lost.Error, StringComparison.Ordinal);
        Assert.Contains("without it nothing there can be read", lost.Output + lost.Error, StringComparison.Ordinal);
        (await _lab.RunAsync("key", "create", KeyFile)).Ended(0);
        var other = await _lab.RunAsync("run", "backup");
        Assert.NotEqual(0, other.Code);
        Assert.Contains("was made with key", other.Output + other.Error, StringComparison.Ordinal);
        Configure(null);
        var plain = await _lab.RunAsync("run", "backup");
        Assert.NotEqual(0, plain.Code);
        Assert.Contains("nothing may be written there in plain", plain.Output + plain.Error, StringComparison.Ordinal);
        Assert.Equal(before, await TreeAsync());
    }

    [Fact]
    public async Task A_key_comes_back_from_its_lines_on_paper()
    {
        await FillAsync();
        await File.WriteAllTextAsync(Path.Combine(_lab.Directory, "passphrase"), "correct horse\n", TestContext.Current.CancellationToken);
        (await _lab.RunAsync("key", "create", KeyFile, "--passphrase-file", "passphrase")).Ended(0);
        Assert.Equal(2, (await _lab.RunAsync("key", "create", KeyFile)).Code);
        Assert.Contains("none is given", (await _lab.RunAsync("key", "show-recovery", KeyFile)).Error, StringComparison.Ordinal);
        Configure($"passphrase: \"file:{Path.Combine(_lab.Directory, "passphrase")}\"");
        File.SetUnixFileMode(Path.Combine(_lab.Directory, "passphrase"), UnixFileMode.UserRead);
        (await _lab.RunAsync("run", "backup")).Ended(0);

        var paper = (await _lab.RunAsync("key", "show-recovery", KeyFile, "--passphrase-file", "passphrase")).Ended(0).Output;
        await File.WriteAllTextAsync(Path.Combine(_lab.Directory, "paper"), paper, TestContext.Current.CancellationToken);
        File.Delete(KeyFile);
        (await ShellAsync($"'{Lab.Executable}' key restore '{KeyFile}' < paper")).Ended(0);
        Configure("names: true");
        (await _lab.RunAsync("restore", "copy:reports", "--to", Path.Combine(_lab.Directory, "back"))).Ended(0);
        Assert.Equal(Sentence, File.ReadAllText(Path.Combine(_lab.Directory, "back", "reports", "quarterly.txt")));

        // A slip in the check of the second line: one in the key itself would pass once in 65,536.
        await File.WriteAllTextAsync(Path.Combine(_lab.Directory, "slip"), WithASlip(paper), TestContext.Current.CancellationToken);
        var slip = await ShellAsync($"'{Lab.Executable}' key restore other < slip");
        Assert.Equal(2, slip.Code);
        Assert.Contains("line 2 is not as it was made", slip.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("names: true")]
    [InlineData("names: false")]
    public async Task What_the_document_says_is_enough_to_get_everything_back_without_the_program(string names)
    {
        Assert.SkipUnless((await ShellAsync("python3 -c 'from cryptography.hazmat.primitives.ciphers.aead import AESSIV'")).Code == 0, "python3-cryptography is not installed");
        Configure(names);
        await FillAsync();
        (await _lab.RunAsync("key", "create", KeyFile)).Ended(0);
        (await _lab.RunAsync("run", "backup")).Ended(0);

        (await ShellAsync($"python3 '{Script()}' '{KeyFile}' copy opened")).Ended(0);

        var difference = await ShellAsync("diff -r --no-dereference lab opened");
        Assert.True(difference.Code == 0, difference.Output + difference.Error);
        Assert.Equal("target of nothing", (await ShellAsync("readlink opened/link")).Output.Trim());
    }

    private static string WithASlip(string paper)
    {
        var lines = paper.Split('\n');
        var second = Array.FindIndex(lines, line => line.TrimStart().StartsWith("2 ", StringComparison.Ordinal));
        Assert.True(second >= 0, paper);
        var line = lines[second].TrimEnd();
        lines[second] = line[..^1] + (line[^1] is 'a' ? 'b' : 'a');
        return string.Join('\n', lines);
    }

    private async Task FillAsync()
    {
        _lab.Write("reports/quarterly.txt", Sentence);
        _lab.Write("empty", "");
        _lab.Write("lines.txt", string.Concat(Enumerable.Repeat(Sentence + "\n", 10_000)));
        (await ShellAsync("printf x > lab/$'caf\\xe9'; ln -s 'target of nothing' lab/link; head -c 65536 /dev/urandom > lab/chunk; head -c 3000001 /dev/urandom > lab/large")).Ended(0);
    }

    private void Configure(string? encrypt) => File.WriteAllText(_lab.ConfigFile, $$"""
        stores:
          lab:  { kind: local, path: {{_lab.Source("")}} }
          copy: { kind: local, path: {{_lab.Copy("")}}{{(encrypt is null ? "" : $", encrypt: {{ key: \"file:{KeyFile}\", {encrypt} }}")}} }
        jobs:
          backup: { kind: backup, from: lab, to: [copy] }
          drill:  { kind: restore-drill, store: copy }
        """);

    // Neither as a name nor in a content, in all of the store and its trash.
    private async Task AssertHiddenAsync(params string[] words)
    {
        foreach (var word in words)
        {
            Assert.Equal("", (await ShellAsync($"find copy -name '*{word}*'")).Output);
            Assert.Equal("", (await ShellAsync($"grep -rlF '{word}' copy || true")).Output);
        }
    }

    private async Task<string> TreeAsync() => (await ShellAsync("cd copy && find . -type f -not -path './.holdfast/lock*' -exec sha256sum {} + | sort")).Ended(0).Output;

    private Task<Answer> ShellAsync(string command) => _lab.StartAsync("bash", ["-c", command]);

    private static string Script()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Holdfast.slnx"))) return Path.Combine(folder.FullName, "docs", "open-encrypted.py");
        }
        throw new InvalidOperationException("the documents are not above the tests");
    }
}
