using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <content>Content, down and up.</content>
internal sealed partial class DriveService
{
    private const HttpStatusCode Resume = (HttpStatusCode)308;

    /// <summary>Opens the content of a file from an offset on; the caller disposes what it gets.</summary>
    public Task<HttpResponseMessage> OpenAsync(string id, long from, TreePath path, CancellationToken cancellation) => http.CallAsync("read", path, 0, (_, token) => http.SendAsync(() =>
    {
        var request = Ask(HttpMethod.Get, $"files/{Escaped(id)}?{Everywhere}&alt=media");
        if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
        return request;
    }, token), cancellation);

    /// <summary>All of a small file's content, or its beginning.</summary>
    public Task<byte[]> ReadAsync(DriveFile file, int most, TreePath path, CancellationToken cancellation) => http.CallAsync("read", path, 0, async (_, token) =>
    {
        using var response = await http.SendAsync(() => Ask(HttpMethod.Get, $"files/{Escaped(file.Id)}?{Everywhere}&alt=media"), token);
        await using var body = await response.Content.ReadAsStreamAsync(token);
        var content = new byte[Math.Min(most, file.Size ?? 0)];
        // A body that ends early is a broken connection.
        return await body.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, token) == content.Length ? content : throw new IOException("the content ended early");
    }, cancellation);

    /// <summary>Opens a document in another format. What is too large for the usual way is had by a link of its own.</summary>
    /// <exception cref="Engine.Seams.StoreException">It cannot be had in this format, by either way.</exception>
    public Task<HttpResponseMessage> ExportAsync(string id, string mime, TreePath path, CancellationToken cancellation) => http.CallAsync("export", path, 0, async (_, token) =>
    {
        try { return await http.SendAsync(() => Ask(HttpMethod.Get, $"files/{Escaped(id)}/export?mimeType={Escaped(mime)}"), token); }
        catch (DriveException e) when (e.Reason == "exportSizeLimitExceeded")
        {
            using var links = await http.SendAsync(() => Ask(HttpMethod.Get, $"files/{Escaped(id)}?{Everywhere}&fields=exportLinks"), token);
            var link = await DriveHttp.ReadAsync(links, json => json.TryGetProperty("exportLinks", out var all) && all.TryGetProperty(mime, out var one) ? one.GetString() : null, token);
            if (link is null) throw;
            return await http.FollowAsync(new Uri(link), token);
        }
    }, cancellation);

    /// <summary>Sends content that fits into one request, with what is noted of it.</summary>
    /// <param name="id">The file that gets it; null for one that is made, whose id stands in the words.</param>
    /// <param name="words">What is noted.</param>
    /// <param name="content">The content.</param>
    /// <param name="path">Its name.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<DriveFile> SendAsync(string? id, JsonObject words, ArraySegment<byte> content, TreePath path, CancellationToken cancellation)
    {
        HttpRequestMessage Make()
        {
            var media = new ByteArrayContent(content.Array!, content.Offset, content.Count);
            media.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            var both = new MultipartContent("related") { Json(words), media };
            return new HttpRequestMessage(id is null ? HttpMethod.Post : HttpMethod.Patch, Address(id, "multipart")) { Content = both };
        }
        return id is null ? OnceAsync(words, path, token => http.SendAsync(Make, token), cancellation) : http.AskAsync("write", path, Make, DriveFile.Read, cancellation, content.Count);
    }

    /// <summary>Begins an upload in pieces, and returns where they go.</summary>
    public Task<Uri> BeginAsync(string? id, JsonObject words, TreePath path, CancellationToken cancellation) => http.CallAsync("begin to write", path, 0, async (_, token) =>
    {
        using var response = await http.SendAsync(() => new HttpRequestMessage(id is null ? HttpMethod.Post : HttpMethod.Patch, Address(id, "resumable")) { Content = Json(words) }, token);
        var place = response.Headers.Location;
        return place is not null && options.Endpoints.MayKnowToken(place) ? place : throw new DriveException(HttpStatusCode.Forbidden, "elsewhere", "the server sends an upload elsewhere, where our token does not go", null);
    }, cancellation);

    /// <summary>Sends one piece, from wherever the server already is.</summary>
    /// <param name="place">Where it goes.</param>
    /// <param name="piece">The bytes.</param>
    /// <param name="offset">Where they begin.</param>
    /// <param name="total">Bytes of the whole; null while it is not known to be the last piece.</param>
    /// <param name="path">Its name.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The file, once all is there; null before.</returns>
    public Task<DriveFile?> SendPieceAsync(Uri place, ArraySegment<byte> piece, long offset, long? total, TreePath path, CancellationToken cancellation) => http.CallAsync("write", path, piece.Count, async (attempt, token) =>
    {
        var from = offset;
        var goal = offset + piece.Count;
        if (attempt.MayHaveBeenDone)
        {
            using var asked = await PutAsync(place, ArraySegment<byte>.Empty, $"bytes */{(total is { } size ? size : "*")}", token);
            if (asked.StatusCode != Resume) return await DriveHttp.ReadAsync(asked, DriveFile.Read, token);
            from = Received(asked);
        }
        while (from < goal || (total == goal && from == goal && piece.Count == 0))
        {
            if (from < offset) throw new DriveException(HttpStatusCode.Gone, "lost", "the server has lost what it had acknowledged", null);
            var rest = piece[(int)(from - offset)..];
            var range = rest.Count == 0 ? $"bytes */{total}" : $"bytes {from}-{goal - 1}/{(total is { } size ? size : "*")}";
            using var response = await PutAsync(place, rest, range, token);
            if (response.StatusCode != Resume) return await DriveHttp.ReadAsync(response, DriveFile.Read, token);
            // Less than was sent may have arrived.
            var received = Received(response);
            if (received <= from) throw new IOException("the server takes nothing of what is sent");
            from = received;
        }
        return (DriveFile?)null;
    }, cancellation);

    /// <summary>Gives an upload up; the server forgets it by itself after a week.</summary>
    public async Task AbortAsync(Uri place)
    {
        try { using var response = await http.SendAsync(() => new HttpRequestMessage(HttpMethod.Delete, place), CancellationToken.None); }
        catch (Exception e) when (DriveErrors.Classify(e).Kind != Networking.FailureKind.Permanent || e is DriveException) { /* it is forgotten by itself */ }
    }

    private Task<HttpResponseMessage> PutAsync(Uri place, ArraySegment<byte> bytes, string range, CancellationToken cancellation) => http.SendAsync(() =>
    {
        var content = new ByteArrayContent(bytes.Array ?? [], bytes.Offset, bytes.Count);
        content.Headers.TryAddWithoutValidation("Content-Range", range);
        return new HttpRequestMessage(HttpMethod.Put, place) { Content = content };
    }, cancellation);

    private static long Received(HttpResponseMessage response) =>
        response.Headers.TryGetValues("Range", out var values) && values.First().Split('-') is [_, var last] && long.TryParse(last, out var end) ? end + 1 : 0;

    private Uri Address(string? id, string type) => new(options.Endpoints.Upload, $"files{(id is null ? "" : "/" + Escaped(id))}?uploadType={type}&{Everywhere}&fields={Escaped(DriveFile.Fields)}");
}
