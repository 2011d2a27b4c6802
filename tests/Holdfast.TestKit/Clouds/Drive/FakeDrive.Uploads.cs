using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Holdfast.TestKit.Clouds.Drive;

/// <content>Uploads: of media alone, in several parts of one body, and in pieces that can be taken up again.</content>
public sealed partial class FakeDrive
{
    private const int Piece = 256 << 10;
    private readonly Dictionary<string, PendingUpload> _uploads = new(StringComparer.Ordinal);

    /// <summary>Uploads that were begun and not ended.</summary>
    public int Uploads
    {
        get { lock (_gate) return _uploads.Values.Count(upload => upload.Result is null); }
    }

    /// <summary>Forgets uploads under way, as the server does after a week.</summary>
    public void ForgetUploads()
    {
        lock (_gate) _uploads.Clear();
    }

    private HttpResponseMessage Upload(DriveCall call, string? id)
    {
        if (call.Query["upload_id"] is { } upload) return call.Is("DELETE") ? Forget(upload) : Continue(call, upload);
        if (!call.Is(id is null ? "POST" : "PATCH")) return DriveFault.Of(HttpStatusCode.NotFound, "notFound", "Not Found");
        return call.Query["uploadType"] switch
        {
            "media" => End(call, id, [], call.Body, call.Header("Content-Type")),
            "multipart" => Parts(call) is var (words, content, mime) ? End(call, id, words, content, mime) : throw DriveFault.Invalid("body"),
            "resumable" => Begin(call, id),
            _ => throw DriveFault.Invalid("uploadType"),
        };
    }

    private HttpResponseMessage End(DriveCall call, string? id, JsonObject words, byte[] content, string? mime) => id is null ? Create(call, (words, content, mime)) : Update(call, id, (words, content, mime));

    private HttpResponseMessage Begin(DriveCall call, string? id)
    {
        var words = call.Json();
        CheckWords(words);
        if (id is not null) Find(call, id);
        else if (words["parents"] is JsonArray { Count: 1 } parents) Find(call, parents[0]!.GetValue<string>());
        var name = $"upload{++_made}";
        _uploads[name] = new PendingUpload(id, words, call.Header("X-Upload-Content-Type"), call.Header("X-Upload-Content-Length") is { } told ? long.Parse(told, CultureInfo.InvariantCulture) : null);
        var begun = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent([]) };
        var query = call.Query["fields"] is { } fields ? $"&fields={Uri.EscapeDataString(fields)}" : "";
        begun.Headers.Location = new Uri($"{BaseUrl}{call.Path}?uploadType=resumable&supportsAllDrives=true{query}&upload_id={name}");
        return begun;
    }

    private HttpResponseMessage Continue(DriveCall call, string name)
    {
        if (!_uploads.TryGetValue(name, out var upload)) return DriveFault.Of(HttpStatusCode.NotFound, "notFound", "Upload session not found.");
        if (upload.Result is { } made) return One(call, _items[made]);
        var range = call.Header("Content-Range");
        if (range is null)
        {
            if (upload.Size is { } all && all != call.Body.Length) throw DriveFault.Invalid("Content-Length");
            upload.Received.Write(call.Body);
            return Finish(call, upload);
        }
        var (span, total) = range.StartsWith("bytes ", StringComparison.Ordinal) && range["bytes ".Length..].Split('/') is [var first, var last] ? (first, last) : throw DriveFault.Invalid("Content-Range");
        long? size = total == "*" ? null : long.Parse(total, CultureInfo.InvariantCulture);
        if (upload.Size is { } promised && size is { } said && promised != said) throw DriveFault.Invalid("Content-Range");
        if (span == "*") return size == upload.Received.Length ? Finish(call, upload) : Incomplete(upload);
        var (from, to) = span.Split('-') is [var left, var right] ? (long.Parse(left, CultureInfo.InvariantCulture), long.Parse(right, CultureInfo.InvariantCulture)) : throw DriveFault.Invalid("Content-Range");
        if (to - from + 1 != call.Body.Length) throw DriveFault.Invalid("Content-Length");
        // Bytes that are there already are passed over; a gap is refused.
        if (from > upload.Received.Length) return DriveFault.Of(HttpStatusCode.ServiceUnavailable, "backendError", "The range does not begin where the upload stands.");
        var isLast = size is { } whole && to + 1 == whole;
        if (!isLast && call.Body.Length % Piece != 0) throw DriveFault.Invalid("a piece other than the last is a multiple of 256 KiB");
        var known = (int)Math.Min(upload.Received.Length - from, call.Body.Length);
        upload.Received.Write(call.Body, known, call.Body.Length - known);
        return isLast ? Finish(call, upload) : Incomplete(upload);
    }

    private HttpResponseMessage Finish(DriveCall call, PendingUpload upload)
    {
        var answer = End(call, upload.Id, (JsonObject)upload.Words.DeepClone(), upload.Received.ToArray(), upload.Mime);
        upload.Result = _lastMade;
        return answer;
    }

    private static HttpResponseMessage Incomplete(PendingUpload upload)
    {
        var answer = new HttpResponseMessage((HttpStatusCode)308) { Content = new ByteArrayContent([]) };
        if (upload.Received.Length > 0) answer.Headers.TryAddWithoutValidation("Range", $"bytes=0-{Text(upload.Received.Length - 1)}");
        return answer;
    }

    private HttpResponseMessage Forget(string name)
    {
        _uploads.Remove(name);
        return new HttpResponseMessage((HttpStatusCode)499) { Content = new ByteArrayContent([]) };
    }

    private static (JsonObject Words, byte[] Content, string? Mime) Parts(DriveCall call)
    {
        var type = call.Header("Content-Type") ?? "";
        var at = type.IndexOf("boundary=", StringComparison.Ordinal);
        if (!type.StartsWith("multipart/", StringComparison.Ordinal) || at < 0) throw DriveFault.Invalid("Content-Type");
        var boundary = Encoding.Latin1.GetBytes("--" + type[(at + "boundary=".Length)..].Split(';')[0].Trim('"'));
        var pieces = Split(call.Body, boundary);
        if (pieces.Count != 2) throw DriveFault.Invalid("body");
        var words = JsonNode.Parse(pieces[0].Body) as JsonObject ?? throw DriveFault.Invalid("body");
        return (words, pieces[1].Body, pieces[1].Mime);
    }

    private static List<(byte[] Body, string? Mime)> Split(byte[] body, byte[] boundary)
    {
        var found = new List<(byte[], string?)>();
        var at = body.AsSpan().IndexOf(boundary);
        while (at >= 0)
        {
            var from = at + boundary.Length;
            var next = body.AsSpan(from).IndexOf(boundary);
            if (next < 0) break;
            var part = body[(from + 2)..(from + next - 2)];
            var blank = part.AsSpan().IndexOf("\r\n\r\n"u8);
            if (blank < 0) throw DriveFault.Invalid("body");
            var head = Encoding.Latin1.GetString(part[..blank]).Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase));
            found.Add((part[(blank + 4)..], head?["Content-Type:".Length..].Trim()));
            at = from + next;
        }
        return found;
    }

    private sealed class PendingUpload(string? id, JsonObject words, string? mime, long? size)
    {
        public string? Id => id;
        public JsonObject Words => words;
        public string? Mime => mime;
        public long? Size => size;
        public MemoryStream Received { get; } = new();
        public string? Result { get; set; }
    }
}
