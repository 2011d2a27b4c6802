using System.Text;
using Holdfast.Adapters.Settings;
using Holdfast.Adapters.Stores.Sftp;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.Integration.Cli;
using Holdfast.TestKit.Trees;

namespace Holdfast.Integration.Sftp;

/// <summary>The way to a server: whom it trusts is what OpenSSH's client trusts.</summary>
[Trait("row", "C2")]
[Trait("lane", "slow")]
public sealed class SshTests : IAsyncDisposable
{
    private readonly SshServer _server = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("direct")]
    [InlineData("behind")]
    public async Task A_host_of_ssh_config_is_a_store_over_a_jump_host_too(string host)
    {
        await _server.StartAsync();
        await using var store = await _server.OpenAsync(host);
        await using var held = await store.Ask<ILockingStore>()!.TryLockAsync(Cancellation);

        await TreeBuilder.BuildAsync(store, "d/\nd/f = hello\nl -> d/f", Cancellation);

        Assert.Equal("hello", await File.ReadAllTextAsync(Path.Combine(_server.Root, "d", "f"), Cancellation));
        Assert.Equal(["./", "d/", "d/f", "l"], await store.ListAsync(ListRequest.Everything, Cancellation).Select(entry => entry.ToString()).ToListAsync(Cancellation));
        Assert.True(store.Facts.Fidelity.Owner, "root on the server gives files away");
    }

    [Theory]
    [InlineData("direct", true)]
    [InlineData("behind", true)]
    [InlineData("caged", false)]
    public async Task Many_files_are_written_out_at_once_where_the_account_may_run_commands_and_one_by_one_where_not(string host, bool runsCommands)
    {
        await _server.StartAsync();
        var settings = new SftpSettings { Host = host, Path = _server.Root, ConfigFile = _server.ConfigFile };
        await using (var flush = new ServerFlush(command => SshCommand.Start("ssh", SshCommand.Arguments(settings, null, command), TimeProvider.System), Encoding.UTF8.GetBytes(_server.Root), TimeProvider.System))
        {
            await flush.AskAsync(Cancellation);
            await flush.AskAsync(Cancellation);
            Assert.Equal(runsCommands, flush.Works);
        }
        using var lab = new Lab();
        await File.WriteAllTextAsync(lab.ConfigFile, $$"""
            stores:
              lab: { kind: local, path: {{lab.Source("")}} }
              nas: { kind: sftp, host: {{host}}, path: {{_server.Root}}, ssh-config: {{_server.ConfigFile}} }
            jobs:
              copy: { kind: copy, from: lab, to: [nas] }
            """, Cancellation);
        for (var i = 0; i < 200; i++) lab.Write($"f{i}", $"content {i}");

        (await lab.RunAsync("run")).Ended(0);

        for (var i = 0; i < 200; i++) Assert.Equal($"content {i}", await File.ReadAllTextAsync(Path.Combine(_server.Root, $"f{i}"), Cancellation));
        Assert.Contains("nothing to do", (await lab.RunAsync("run")).Ended(0).Output, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "N3")]
    public async Task A_mirror_to_a_server_is_made_proven_and_undone_by_the_program()
    {
        await _server.StartAsync();
        using var lab = new Lab();
        await File.WriteAllTextAsync(lab.ConfigFile, $$"""
            stores:
              lab: { kind: local, path: {{lab.Source("")}} }
              nas: { kind: sftp, host: behind, path: {{_server.Root}}, ssh-config: {{_server.ConfigFile}} }
            jobs:
              mirror: { kind: mirror, from: lab, to: [nas], extraneous: delete, max-overwrite: none }
            """, Cancellation);
        lab.Write("d/one.txt", "one");
        lab.Write("d/two.txt", "two");
        (await lab.RunAsync("run")).Ended(0);
        Assert.Equal("one", await File.ReadAllTextAsync(Path.Combine(_server.Root, "d/one.txt"), Cancellation));
        Assert.Contains("nothing to do", (await lab.RunAsync("run")).Ended(0).Output, StringComparison.Ordinal);
        (await lab.RunAsync("verify", "--read")).Ended(0);

        lab.Write("d/one.txt", "another one");
        File.Delete(lab.Source("d/two.txt"));
        (await lab.RunAsync("run")).Ended(0);
        Assert.Equal("another one", await File.ReadAllTextAsync(Path.Combine(_server.Root, "d/one.txt"), Cancellation));
        Assert.False(File.Exists(Path.Combine(_server.Root, "d/two.txt")), "what is gone from the source stayed");

        (await lab.RunAsync("restore", "--store", "nas", "d/two.txt")).Ended(0);
        Assert.Equal("two", await File.ReadAllTextAsync(Path.Combine(_server.Root, "d/two.txt"), Cancellation));
        await File.WriteAllTextAsync(Path.Combine(_server.Root, "d/one.txt"), "ANOTHER ONE", Cancellation);
        (await lab.RunAsync("verify", "--read")).Ended(1);
    }

    [Fact]
    public async Task Ciphers_are_chosen_for_a_host_of_which_ssh_config_names_none()
    {
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Aes.IsSupported || System.Runtime.Intrinsics.Arm.Aes.IsSupported, "this processor knows no AES");
        await _server.StartAsync();
        await File.AppendAllTextAsync(_server.ConfigFile, "\nHost behind\n  Ciphers aes256-ctr\n", Cancellation);
        Assert.StartsWith("aes128-gcm@openssh.com,", await AskAsync("direct"), StringComparison.Ordinal);
        Assert.Null(await AskAsync("behind"));
        await using var store = await _server.OpenAsync("behind", writable: false);
        Assert.NotNull(await store.StatAsync(TreePath.Root, Cancellation));

        ValueTask<string?> AskAsync(string host) => SshCiphers.AskAsync(new SftpSettings { Host = host, Path = _server.Root, ConfigFile = _server.ConfigFile }, TimeProvider.System, Cancellation);
    }

    [Fact]
    public async Task A_host_that_was_never_seen_is_refused()
    {
        await _server.StartAsync();
        var refusal = await Assert.ThrowsAsync<StoreException>(async () => await _server.OpenAsync("unknown"));
        Assert.Equal(StoreFault.Refused, refusal.Fault);
        Assert.Contains("Host key verification failed", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_whose_key_changed_is_refused_whatever_ssh_config_says()
    {
        await _server.StartAsync();
        await _server.ForgeKnownHostsAsync();
        await File.AppendAllTextAsync(_server.ConfigFile, "\nHost *\n  StrictHostKeyChecking no\n", Cancellation);
        var refusal = await Assert.ThrowsAsync<StoreException>(async () => await _server.OpenAsync("direct"));
        Assert.Equal(StoreFault.Refused, refusal.Fault);
        Assert.Contains("Host key verification failed", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "C4")]
    public async Task A_server_that_is_away_may_be_and_one_that_is_not_the_known_one_may_not()
    {
        await _server.StartAsync();
        using var lab = new Lab();
        await File.WriteAllTextAsync(lab.ConfigFile, $$"""
            stores:
              lab: { kind: local, path: {{lab.Source("")}} }
              far: { kind: sftp, host: direct, path: {{_server.Root}}, ssh-config: {{_server.ConfigFile}}, removable: true }
            jobs:
              out: { kind: copy, from: lab, to: far }
            """, Cancellation);
        lab.Write("one.txt", "one");
        (await lab.RunAsync("run")).Ended(0);
        lab.Write("two.txt", "two");

        var there = await File.ReadAllTextAsync(_server.ConfigFile, Cancellation);
        await File.WriteAllTextAsync(_server.ConfigFile, there.Replace("HostName 127.0.0.1", "HostName away.invalid", StringComparison.Ordinal), Cancellation);
        var away = Assert.Single((await lab.RunAsync("run", "--json")).Ended(6).Rows("run"));
        Assert.Equal("waiting", away.GetProperty("state").GetString());
        Assert.StartsWith("store far is away: ", away.GetProperty("message").GetString(), StringComparison.Ordinal);

        await File.WriteAllTextAsync(_server.ConfigFile, there, Cancellation);
        await _server.ForgeKnownHostsAsync();
        Assert.Equal("failed", Assert.Single((await lab.RunAsync("run", "--json")).Ended(6).Rows("run")).GetProperty("state").GetString());
        Assert.Equal(["failed", "succeeded"], (await lab.RunAsync("history", "--json")).Ended(0).Rows("run").Select(run => run.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task A_directory_that_is_not_there_is_told_by_name()
    {
        await _server.StartAsync();
        Directory.Delete(_server.Root);
        var refusal = await Assert.ThrowsAsync<StoreException>(async () => await _server.OpenAsync("direct"));
        Assert.Equal(StoreFault.Unavailable, refusal.Fault);
        Assert.Contains(_server.Root, refusal.Message, StringComparison.Ordinal);
    }
}
