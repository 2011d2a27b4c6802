using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Holdfast.Contracts.Api;
using Holdfast.Daemon.Control;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Control;

[UnsupportedOSPlatform("windows")]
public sealed partial class ControlSocketTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly TempDirectory _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string SocketPath => Path.Combine(_folder.Path, "control.sock");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(OwnerOnly)]
    [InlineData(OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite)]
    public async Task The_socket_has_its_mode_and_nothing_else_is_left(UnixFileMode mode)
    {
        using var socket = await ControlSocket.ListenAsync(SocketPath, mode, Token);
        Assert.Equal(mode, File.GetUnixFileMode(SocketPath));
        Assert.Equal([SocketPath], Directory.GetFileSystemEntries(_folder.Path));
        using var client = await HoldfastClient.TryConnectAsync(SocketPath, Token);
        Assert.NotNull(client);
    }

    [Fact]
    [Trait("row", "L12")]
    public async Task A_socket_that_a_crashed_daemon_left_is_replaced()
    {
        LeaveStale();
        Assert.Null(await HoldfastClient.TryConnectAsync(SocketPath, Token));
        using var socket = await ControlSocket.ListenAsync(SocketPath, OwnerOnly, Token);
        using var client = await HoldfastClient.TryConnectAsync(SocketPath, Token);
        Assert.NotNull(client);
    }

    [Fact]
    [Trait("row", "L12")]
    public async Task A_socket_on_which_somebody_listens_is_left_alone()
    {
        using var first = await ControlSocket.ListenAsync(SocketPath, OwnerOnly, Token);
        var error = await Assert.ThrowsAsync<IOException>(() => ControlSocket.ListenAsync(SocketPath, OwnerOnly, Token));
        Assert.Contains("another daemon", error.Message, StringComparison.Ordinal);
        using var client = await HoldfastClient.TryConnectAsync(SocketPath, Token);
        Assert.NotNull(client);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("directory")]
    [InlineData("link")]
    public async Task What_is_no_socket_is_never_replaced(string kind)
    {
        if (kind == "file") await File.WriteAllTextAsync(SocketPath, "precious", Token);
        if (kind == "directory") Directory.CreateDirectory(SocketPath);
        if (kind == "link") File.CreateSymbolicLink(SocketPath, "/dev/null");
        await Assert.ThrowsAsync<IOException>(() => ControlSocket.ListenAsync(SocketPath, OwnerOnly, Token));
        Assert.True(Path.Exists(SocketPath));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task A_path_that_is_too_long_is_told()
    {
        var error = await Assert.ThrowsAsync<IOException>(() => ControlSocket.ListenAsync(Path.Combine(_folder.Path, new string('x', 100)), OwnerOnly, Token));
        Assert.Contains("107 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_socket_nobody_listens()
    {
        Assert.Null(await HoldfastClient.TryConnectAsync(SocketPath, Token));
        Assert.Null(await HoldfastClient.TryConnectAsync(Path.Combine(_folder.Path, "no", "such", "place"), Token));
    }

    [Fact]
    public async Task Who_may_not_use_the_socket_is_told_what_decides()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root to become somebody else");
        File.SetUnixFileMode(_folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherExecute);
        using var socket = await ControlSocket.ListenAsync(SocketPath, OwnerOnly, Token);
        Exception? error = null;
        var stranger = new Thread(() =>
        {
            // The file system sees this one thread as another user, who has no capabilities.
            _ = SetFileSystemUser(65534);
            error = Record.Exception(() => HoldfastClient.TryConnectAsync(SocketPath, CancellationToken.None).GetAwaiter().GetResult());
        });
        stranger.Start();
        stranger.Join();
        Assert.Contains("socket-mode", Assert.IsType<ControlDeniedException>(error).Message, StringComparison.Ordinal);
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileSystemUser(uint user);

    private void LeaveStale()
    {
        // Bound under another name: .NET removes the name it was bound to when it is closed.
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(SocketPath + "1"));
        File.Move(SocketPath + "1", SocketPath);
    }
}
