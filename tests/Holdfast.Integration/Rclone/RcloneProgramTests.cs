using System.Globalization;
using System.Text;
using Holdfast.Adapters.Stores.Rclone;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Trees;

namespace Holdfast.Integration.Rclone;

/// <summary>The program itself: how it is started, what it is told, and what is said when it cannot be used.</summary>
[Trait("row", "D12")]
public sealed class RcloneProgramTests : IDisposable
{
    private readonly RclonePlace _place = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_program_that_is_missing_is_told_with_its_place()
    {
        var refusal = await Unusable(() => _place.OpenAsync("box:", program: "/nowhere/rclone"));
        Assert.Contains("/nowhere/rclone", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("is rclone installed?", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_is_too_old_is_told_with_its_version()
    {
        var refusal = await Unusable(async () => await _place.OpenAsync("box:", program: Script("echo 'rclone v1.53.3'")));
        Assert.Contains("1.53.3, which is too old: 1.60 or newer is needed", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_remote_that_is_not_configured_is_told_by_its_name()
    {
        var refusal = await Unusable(() => _place.OpenAsync("attic:folder"));
        Assert.Contains("attic:folder cannot be used: didn't find section in config file", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_never_made()
    {
        var refusal = await Unusable(() => _place.OpenAsync("box:unmounted"));
        Assert.Contains("there is no folder box:unmounted", refusal.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_place.Root, "unmounted")), "it was made");
    }

    [Theory]
    [InlineData(null, "password")]
    [InlineData("not the right one", "decrypt")]
    public async Task A_configuration_that_is_encrypted_is_never_waited_for(string? password, string said)
    {
        // Nothing can be read of it with any password: it is long enough, and no box of anybody's.
        await File.WriteAllTextAsync(_place.ConfigFile, "# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\n" + Convert.ToBase64String(new byte[200]) + "\n", Cancellation);
        var refusal = await Unusable(() => _place.OpenAsync("box:", password: password is null ? null : _ => ValueTask.FromResult(password)));
        Assert.Contains(said, refusal.Message, StringComparison.OrdinalIgnoreCase);
        if (password is not null) Assert.DoesNotContain(password, refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_in_the_environment_hide_no_file_and_stop_no_write()
    {
        foreach (var (name, value) in new[] { ("RCLONE_EXCLUDE", "*"), ("RCLONE_DRY_RUN", "true"), ("RCLONE_MAX_DEPTH", "1"), ("RCLONE_IMMUTABLE", "true") }) _place.Environment[name] = value;
        await using var store = await _place.OpenAsync("box:");
        await TreeBuilder.BuildAsync(store, "d/e/f = hello", Cancellation);
        Assert.Equal(["./", "d/", "d/e/", "d/e/f"], await store.ListAsync(ListRequest.Everything, Cancellation).Select(entry => entry.ToString()).ToListAsync(Cancellation));
    }

    [Fact]
    public async Task A_remote_that_stands_in_the_environment_is_one()
    {
        _place.Environment["RCLONE_CONFIG_NEAR_TYPE"] = "alias";
        _place.Environment["RCLONE_CONFIG_NEAR_REMOTE"] = _place.Root;
        await using var store = await _place.OpenAsync("near:");
        await TreeBuilder.BuildAsync(store, "f = hello", Cancellation);
        Assert.Equal("hello", await File.ReadAllTextAsync(Path.Combine(_place.Root, "f"), Cancellation));
    }

    [Fact]
    public async Task Nobody_else_is_let_in_and_no_secret_stands_where_others_can_read()
    {
        await using var store = await _place.OpenAsync("box:");
        var process = RclonePlace.ProgramOf(store);
        var line = await File.ReadAllTextAsync(string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/cmdline"), Cancellation);
        Assert.Equal($"{RclonePlace.Program}\0rcd\0", line);
        if (process.IsOnSocket) return;

        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var stranger = new HttpClient(handler) { BaseAddress = process.Client.BaseAddress };
        using var nothing = new StringContent("{}", Encoding.UTF8);
        using var answer = await stranger.PostAsync(new Uri("operations/list", UriKind.Relative), nothing, Cancellation);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
        // Whoever has not our certificate is not believed to be rclone.
        using var believing = new HttpClient { BaseAddress = process.Client.BaseAddress };
        await Assert.ThrowsAsync<HttpRequestException>(() => believing.GetAsync(new Uri("", UriKind.Relative), Cancellation));
    }

    [Fact]
    public async Task Stores_of_one_configuration_share_one_program_which_ends_with_the_last()
    {
        int id;
        await using (var first = await _place.OpenAsync("box:"))
        {
            await using var second = await _place.OpenAsync("vault:");
            id = RclonePlace.ProgramOf(first).Id;
            Assert.Equal(id, RclonePlace.ProgramOf(second).Id);
        }
        Assert.False(Directory.Exists(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}")), "it is still there");
    }

    /// <summary>Debian's rclone knows no Unix sockets. One that does is told by its version, and served by the one there is, behind a socket.</summary>
    [Fact]
    public async Task A_program_that_knows_unix_sockets_is_spoken_to_on_one()
    {
        var program = _place.At("program");
        await File.WriteAllTextAsync(program, """
            #!/usr/bin/python3
            import os, re, socket, subprocess, sys, threading
            if sys.argv[1] == "version":
                print("rclone v1.66.0")
                sys.exit()
            path = os.environ["RCLONE_RC_ADDR"].removeprefix("unix://")
            inner = subprocess.Popen(["/usr/bin/setpriv", "--pdeathsig", "KILL", "/usr/bin/rclone", "rcd"], env={**os.environ, "RCLONE_RC_ADDR": "127.0.0.1:0"}, stderr=subprocess.PIPE, text=True)
            port = int(re.search(r"127.0.0.1:(\d+)", inner.stderr.readline()).group(1))
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(path)
            listener.listen(64)
            print(f"NOTICE: Serving remote control on unix://{path}", file=sys.stderr, flush=True)
            def pump(a, b):
                try:
                    while data := a.recv(65536): b.sendall(data)
                    b.shutdown(socket.SHUT_WR)
                except OSError: pass
            while True:
                here, _ = listener.accept()
                there = socket.create_connection(("127.0.0.1", port))
                for pair in ((here, there), (there, here)): threading.Thread(target=pump, args=pair, daemon=True).start()
            """, Cancellation);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        await using var store = await _place.OpenAsync("box:", program: program);
        Assert.True(RclonePlace.ProgramOf(store).IsOnSocket, "it listens on the loopback");
        await TreeBuilder.BuildAsync(store, "d/f = hello", Cancellation);
        Assert.Equal("hello", await File.ReadAllTextAsync(Path.Combine(_place.Root, "d", "f"), Cancellation));
        Assert.Equal(["./", "d/", "d/f"], await store.ListAsync(ListRequest.Everything, Cancellation).Select(entry => entry.ToString()).ToListAsync(Cancellation));
    }

    private string Script(string line)
    {
        var path = _place.At("program");
        File.WriteAllText(path, $"#!/bin/sh\n{line}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static async Task<StoreException> Unusable(Func<ValueTask<RcloneStore>> open)
    {
        var refusal = await Assert.ThrowsAsync<StoreException>(async () => await open());
        Assert.Equal(("box", StoreFault.Unavailable), (refusal.Store, refusal.Fault));
        return refusal;
    }
}
