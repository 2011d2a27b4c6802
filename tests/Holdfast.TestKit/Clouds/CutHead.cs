using System.Globalization;
using System.Text;

namespace Holdfast.TestKit.Clouds;

/// <summary>
/// A connection on which an answer's status line and half of its headers come, and then a reset. The framework's own client is at the
/// other end of it, so that what is heard of it is what a real one would hear.
/// </summary>
internal sealed class CutHead : MemoryStream
{
    private CutHead(byte[] head) : base(head, writable: false)
    {
    }

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <summary>Fails as a request does whose answer was cut there.</summary>
    public static async Task<HttpResponseMessage> HearAsync(HttpResponseMessage answer)
    {
        var head = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {(int)answer.StatusCode} {answer.ReasonPhrase}\r\n"));
        var line = head.Length;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers)) head.Append(CultureInfo.InvariantCulture, $"{name}: {string.Join(", ", values)}\r\n");
        head.Append("Server: scripted\r\n");
        var half = Encoding.ASCII.GetBytes(head.ToString()[..(line + (head.Length - line) / 2)]);
        using var client = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(new CutHead(half)) });
        using var request = new HttpRequestMessage(HttpMethod.Get, "http://127.0.0.1/");
        return await client.SendAsync(request, CancellationToken.None);
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        await base.ReadAsync(buffer, cancellationToken) is > 0 and var read ? read : throw new IOException("scripted: reset by peer");

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer) => base.Read(buffer) is > 0 and var read ? read : throw new IOException("scripted: reset by peer");

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        // What is asked is known.
    }
}
