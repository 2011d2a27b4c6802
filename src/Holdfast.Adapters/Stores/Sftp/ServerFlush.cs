using System.Text;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>
/// Asks the server, by a command, to write out everything of a file system at once. It is a hint and proves nothing: each file is made durable
/// by itself afterwards, which then costs next to nothing, because one flush of the disk has served many. A server that runs no commands
/// for us, or is slow at it, is not asked again.
/// </summary>
/// <param name="run">Runs a command on the server; null for never.</param>
/// <param name="place">A directory of the file system.</param>
/// <param name="time">The clock.</param>
internal sealed class ServerFlush(Func<string, SftpTransport>? run, byte[] place, TimeProvider time) : IAsyncDisposable
{
    private const string Shell = "exec /bin/sh";
    private const string Done = "holdfast-flushed";
    private const int ListensFor = 16 << 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly byte[] _heard = new byte[ListensFor];
    private readonly byte[]? _command = CommandFor(place);
    private SftpTransport? _shell;
    private volatile bool _isOff = run is null;

    /// <summary>Whether it has worked, and is still asked.</summary>
    public bool Works => _shell is not null && !_isOff;

    /// <summary>Asks for it, and waits until it is done, or known that it is not to be had. One at a time.</summary>
    public async ValueTask AskAsync(CancellationToken cancellation)
    {
        if (_isOff || _command is null) return;
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            _shell ??= run!(Shell);
            _isOff = !await TryAsync(_shell, both.Token);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException || (e is OperationCanceledException && !cancellation.IsCancellationRequested)) { _isOff = true; }
        if (_isOff) await DisposeAsync();
    }

    /// <summary>The line for the shell; null for a directory whose name cannot be put into one.</summary>
    public static byte[]? CommandFor(ReadOnlySpan<byte> place)
    {
        foreach (var one in place) if (one is < 0x20 or > 0x7E) return null;
        return Encoding.ASCII.GetBytes($"sync -f -- '{Encoding.ASCII.GetString(place).Replace("'", @"'\''", StringComparison.Ordinal)}' </dev/null && echo {Done}\n");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isOff = true;
        if (_shell is { } shell) await shell.DisposeAsync();
    }

    private async Task<bool> TryAsync(SftpTransport shell, CancellationToken cancellation)
    {
        await shell.ToServer.WriteAsync(_command, cancellation);
        await shell.ToServer.FlushAsync(cancellation);
        var length = 0;
        while (length < _heard.Length && await shell.FromServer.ReadAsync(_heard.AsMemory(length), cancellation) is > 0 and var read)
        {
            length += read;
            if (_heard.AsSpan(0, length).IndexOf(Encoding.ASCII.GetBytes(Done + "\n")) >= 0) return true;
        }
        return false;
    }
}
