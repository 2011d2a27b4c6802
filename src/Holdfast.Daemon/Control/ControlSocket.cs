using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Cryptography;

namespace Holdfast.Daemon.Control;

/// <summary>Makes the socket file on which the daemon listens.</summary>
[UnsupportedOSPlatform("windows")]
internal static class ControlSocket
{
    // A socket's address holds 108 bytes with the NUL at its end; the temporary name is shorter than any name of ours.
    private const int LongestPath = 107;

    /// <summary>
    /// Begins to listen under a path. The socket is made in a directory only we can enter, gets its mode there and is then
    /// renamed into place: nobody can connect before the mode holds, and what a crashed daemon left is replaced in one step.
    /// </summary>
    /// <remarks>Only to be called by who holds the state's lock; the directory must be one in which nobody else can write.</remarks>
    /// <exception cref="IOException">Somebody listens there, or what stands there is no socket, or the path is too long.</exception>
    public static async Task<Socket> ListenAsync(string path, UnixFileMode mode, CancellationToken cancellation)
    {
        var full = Path.GetFullPath(path);
        await CheckFreeAsync(full, cancellation);
        var folder = Path.Combine(Path.GetDirectoryName(full)!, $".{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}");
        var temporary = Path.Combine(folder, "s");
        if (Math.Max(System.Text.Encoding.UTF8.GetByteCount(full), System.Text.Encoding.UTF8.GetByteCount(temporary)) > LongestPath)
            throw new IOException($"the path of the control socket is too long: {full}; a socket's path may have {LongestPath} bytes");
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(temporary));
            File.SetUnixFileMode(temporary, mode);
            socket.Listen(64);
            File.Move(temporary, full, overwrite: true);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        finally
        {
            File.Delete(temporary);
            Directory.Delete(folder);
        }
    }

    private static async Task CheckFreeAsync(string path, CancellationToken cancellation)
    {
        var found = new FileInfo(path);
        if (Directory.Exists(path) || found.LinkTarget is not null || (found.Exists && found.Length > 0))
            throw new IOException($"{path} is no socket: the control socket cannot be made there");
        if (!found.Exists) return;
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await probe.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return;
        }
        throw new IOException($"another daemon listens on {path}");
    }
}
