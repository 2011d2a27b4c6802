using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>Finds out what we may do in a Drive, by a file of its own that is gone afterwards.</summary>
internal sealed class DriveProbe(DriveView view, DriveOwn own, DriveStoreOptions options, Func<CancellationToken, ValueTask<string>> newId)
{
    private static readonly byte[] Content = "holdfast"u8.ToArray();
    private static readonly TreePath Shown = TreePath.From(".holdfast/probe");
    private static readonly TimeSpan Harmless = TimeSpan.FromMinutes(2);

    /// <summary>Looks, one thing after the other. What cannot be written ends it.</summary>
    public async IAsyncEnumerable<Finding> LookAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        if (options.Endpoints.Api is { Scheme: "http", IsLoopback: false }) yield return new Finding("encryption", Severity.Warning, TreePath.Root, "requests go over the network in the clear", "use https:// in the endpoint");
        yield return await ToldAsync("account", async token =>
        {
            var (account, limit, used) = await view.Service.AboutAsync(token);
            return $"signed in as {account}; {(limit is { } total ? $"{used >> 20} of {total >> 20} MB are used" : "there is no limit to its room")}";
        }, cancellation);
        yield return await ToldAsync("follow", async token =>
        {
            var start = await view.Service.StartTokenAsync(view.Place.Drive, token);
            await view.Service.ChangesAsync(start, view.Place.Drive, token);
            return "its feed of changes can be followed";
        }, cancellation);
        DriveFile? made = null;
        var written = await ToldAsync("write", async token =>
        {
            var folder = await own.MakeAsync(token);
            var words = new JsonObject { ["id"] = await newId(token), ["name"] = "probe", ["parents"] = new JsonArray(folder), ["modifiedTime"] = "2001-02-03T04:05:06.789Z" };
            made = await view.Service.SendAsync(null, words, Content, Shown, token);
            return "may write";
        }, cancellation);
        yield return written;
        if (made is null) yield break;
        var apart = (made.Created - options.Time.GetUtcNow()).Duration();
        yield return apart < Harmless ? Fine("clock", "the server's clock is as ours") : new Finding("clock", Severity.Warning, TreePath.Root, $"the server's clock and ours are {apart.TotalSeconds:0} seconds apart", "let both follow network time");
        yield return made.Sha256 is not null ? Fine("checksums", "tells SHA-256 of what it keeps") : Fine("checksums", "tells MD5 alone of what it keeps");
        yield return made.Modified == 981_173_106_789_000_000 ? Fine("times", "keeps the times it is told") : new Finding("times", Severity.Warning, TreePath.Root, "does not keep the time it is told");
        yield return await ToldAsync("read", async token =>
        {
            using var response = await view.Service.OpenAsync(made.Id, 0, Shown, token);
            return (await response.Content.ReadAsByteArrayAsync(token)).AsSpan().SequenceEqual(Content) ? "may read" : throw new IOException("what was read is not what was just written");
        }, cancellation);
        yield return await ToldAsync("remove", async token =>
        {
            await view.Service.RemoveAsync(made.Id, Shown, token);
            return "may remove";
        }, cancellation);
    }

    private static async Task<Finding> ToldAsync(string code, Func<CancellationToken, Task<string>> call, CancellationToken cancellation)
    {
        try { return Fine(code, await call(cancellation)); }
        catch (StoreException e) { return new Finding(code, Severity.Error, TreePath.Root, e.Cause); }
        catch (IOException e) { return new Finding(code, Severity.Error, TreePath.Root, e.Message); }
    }

    private static Finding Fine(string code, string message) => new(code, Severity.Info, TreePath.Root, message);
}
