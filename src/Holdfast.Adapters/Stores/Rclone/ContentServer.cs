using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>Content that may be fetched once.</summary>
/// <param name="Size">How long it is; null when that is known only at its end.</param>
/// <param name="Modified">Its time, which the remote keeps as far as it can.</param>
/// <param name="SendAsync">Writes it; what it throws ends the connection before its end.</param>
internal sealed record OfferedContent(long? Size, DateTimeOffset Modified, Func<Stream, CancellationToken, Task> SendAsync)
{
    /// <summary>Ends when the content has been handed over, or cannot be any more.</summary>
    public TaskCompletionSource Ended { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>
/// Hands content to rclone, which fetches it over the loopback: so it learns size and time beforehand, which it does not from content that is sent
/// to it. Each content has an address that cannot be guessed and holds for one fetch.
/// </summary>
internal sealed class ContentServer : IAsyncDisposable
{
    private const int LongestHead = 16 << 10;
    private readonly ConcurrentDictionary<string, OfferedContent> _offered = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _serving = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _listening;

    /// <summary>Begins to listen.</summary>
    public ContentServer()
    {
        _listener.Start();
        _listening = Task.Run(ListenAsync);
    }

    /// <summary>Offers content.</summary>
    /// <returns>What its address ends in.</returns>
    public string Offer(OfferedContent content)
    {
        var token = RandomNumberGenerator.GetHexString(64, lowercase: true);
        _offered[token] = content;
        return token;
    }

    /// <summary>Where offered content is fetched.</summary>
    public string AddressOf(string token) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/{token}");

    /// <summary>Takes an offer back; false when it is being fetched, or was.</summary>
    public bool Withdraw(string token) => _offered.TryRemove(token, out _);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _listening;
        await Task.WhenAll(_serving.Keys);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ListenAsync()
    {
        while (true)
        {
            Socket socket;
            try { socket = await _listener.AcceptSocketAsync(_stop.Token); }
            catch (Exception e) when (_stop.IsCancellationRequested && (e is OperationCanceledException or SocketException or InvalidOperationException)) { return; }
            // One that went away before it was let in.
            catch (SocketException) { continue; }
            var serving = ServeAsync(socket);
            _serving[serving] = true;
            _ = serving.ContinueWith(done => _serving.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await Task.Yield();
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            var words = (await ReadHeadAsync(stream)).Split(' ', 3);
            if (words is not ["GET", ['/', .. var token], _] || !_offered.TryRemove(token, out var content)) await stream.WriteAsync("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), _stop.Token);
            else await SendAsync(stream, content);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException) { /* whoever fetched it went away, and says why elsewhere */ }
    }

    private async Task SendAsync(NetworkStream stream, OfferedContent content)
    {
        try
        {
            var length = content.Size is { } size ? string.Create(CultureInfo.InvariantCulture, $"Content-Length: {size}") : "Transfer-Encoding: chunked";
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n{length}\r\nLast-Modified: {content.Modified:R}\r\nConnection: close\r\n\r\n"), _stop.Token);
            await content.SendAsync(content.Size is null ? new ChunkedStream(stream) : stream, _stop.Token);
            if (content.Size is null) await stream.WriteAsync("0\r\n\r\n"u8.ToArray(), _stop.Token);
            stream.Socket.Shutdown(SocketShutdown.Send);
        }
        finally { content.Ended.TrySetResult(); }
    }

    private async Task<string> ReadHeadAsync(NetworkStream stream)
    {
        var buffer = new byte[LongestHead];
        for (var length = 0; length < buffer.Length;)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(length), _stop.Token);
            if (read == 0) return "";
            length += read;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) >= 0) return Encoding.ASCII.GetString(buffer.AsSpan(0, buffer.AsSpan().IndexOf((byte)'\r')));
        }
        return "";
    }

    /// <summary>Writes each piece with its length before it.</summary>
    private sealed class ChunkedStream(Stream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (buffer.IsEmpty) return;
            await inner.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{buffer.Length:x}\r\n")), cancellationToken);
            await inner.WriteAsync(buffer, cancellationToken);
            await inner.WriteAsync("\r\n"u8.ToArray(), cancellationToken);
        }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
