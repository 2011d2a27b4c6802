using System.Text;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores;

/// <summary>
/// A store at work on a network that misbehaves, and a model of what may stand there: what was acknowledged is there, what failed left
/// either what was before or all that was meant, and nothing replaced or removed is gone from the server.
/// </summary>
/// <param name="store">The store at work.</param>
/// <param name="random">What is done, from a seed.</param>
/// <param name="contents">Every content the server holds, whatever its name.</param>
/// <param name="run">What failures are told with.</param>
internal sealed class FaultTrial(IStore store, Random random, Func<IEnumerable<string>> contents, string run)
{
    private static readonly string[] Names = ["a", "b", "d/a", "d/b", "d/e", "é"];

    private readonly Dictionary<string, HashSet<string?>> _model = Names.ToDictionary(name => name, _ => new HashSet<string?> { null }, StringComparer.Ordinal);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Whether a look may be older than what was done.</summary>
    public bool IsStale { get; init; }

    /// <summary>Whether the tree is listed in between.</summary>
    public bool Lists { get; init; }

    /// <summary>Whether a replacement that failed may leave the name free: what stood there lies in the trash.</summary>
    public bool LeavesFree { get; init; }

    /// <summary>Whether what is written is staged, flushed and published, as runs do it.</summary>
    public bool Stages { get; init; }

    /// <summary>No content is longer, in bytes; long enough for some to go up in pieces.</summary>
    public int Longest { get; init; } = 200_000;

    /// <summary>Lays what the trial needs and lists it, while nothing misbehaves yet.</summary>
    public static async Task LayAsync(IStore store)
    {
        await store.Ask<IDirectoryStore>()!.MakeDirectoryAsync(new Entry { Path = TreePath.From("d"), Kind = EntryKind.Directory, Mode = 0x1ED }, Cancellation);
        await store.ListAsync(ListRequest.Everything, Cancellation).CountAsync(Cancellation);
    }

    /// <summary>Works for a while.</summary>
    public async Task WorkAsync()
    {
        for (var step = 0; step < 12; step++)
        {
            await StepAsync(step);
            if (Lists) await LookOverAsync();
        }
    }

    /// <summary>Looks at the store once nothing misbehaves any more.</summary>
    /// <returns>What it lists.</returns>
    public async Task<IReadOnlyList<Entry>> JudgeAsync(IStore after)
    {
        var listed = await after.ListAsync(ListRequest.Everything, Cancellation).ToListAsync(Cancellation);
        foreach (var name in Names)
        {
            var entry = listed.Find(found => found.Path == TreePath.From(name));
            var content = entry is null ? null : await ReadAsync(after, entry);
            Assert.True(_model[name].Contains(content), $"{run}: {name} holds {Shown(content)} instead of one of {string.Join(", ", _model[name].Select(Shown))}");
        }
        return listed;
    }

    /// <summary>How many of a listing's entries are of the trial.</summary>
    public static int CountIn(IReadOnlyList<Entry> listed) => Names.Count(name => listed.Any(entry => entry.Path == TreePath.From(name)));

    // A listing that ends without an error tells all, or tells where it does not.
    private async Task LookOverAsync()
    {
        List<Entry> listed;
        try { listed = await store.ListAsync(ListRequest.Everything, Cancellation).ToListAsync(Cancellation); }
        catch (StoreException) { return; }
        var untold = listed.Where(entry => entry.Unlisted is not null).Select(entry => entry.Path).ToHashSet();
        Assert.Equal(listed.Count, listed.Select(entry => entry.Path).Distinct().Count());
        foreach (var name in Names.Where(name => !_model[name].Contains(null)))
        {
            var path = TreePath.From(name);
            var isTold = listed.Any(entry => entry.Path == path) || untold.Contains(path.Parent) || untold.Contains(TreePath.Root);
            Assert.True(isTold, $"{run}: {name} is not listed");
        }
    }

    private async Task StepAsync(int step)
    {
        var name = Names[random.Next(Names.Length)];
        var other = Names[random.Next(Names.Length)];
        var content = Content(step);
        try
        {
            var there = await store.StatAsync(TreePath.From(name), Cancellation);
            Assert.True(IsStale || (there is null ? _model[name].Contains(null) : _model[name].Any(one => one is not null)), $"{run}: {name} {(there is null ? "is not" : "is")} there");
            switch (random.Next(there is null ? 2 : 6))
            {
                case 0 or 1:
                    await DoAsync([(name, content)], () => WriteAsync(new WriteRequest { Wanted = File(name), Content = new BytesReader(Encoding.ASCII.GetBytes(content)), Replaces = there, TrashRun = "run" }));
                    break;
                case 2:
                    await DoAsync([(name, null)], () => store.Ask<ITrashStore>()!.DiscardAsync(there!, "run", Cancellation).AsTask());
                    break;
                case 3 when _model[name].Count == 1 && name != other:
                    await DoAsync([(name, null), (other, _model[name].Single())], () => store.Ask<IMovingStore>()!.MoveAsync(there!, TreePath.From(other), Cancellation).AsTask());
                    break;
                case 4 when store.Ask<IMetadataStore>() is { } metadata:
                    await DoAsync([], () => metadata.SetMetadataAsync(there!, new Metadata { Parts = MetadataParts.Mode, Mode = random.Next(512) }, AclRule.Skip, Cancellation).AsTask());
                    break;
                default:
                    var read = await ReadAsync(store, there!);
                    Assert.True(_model[name].Contains(read), $"{run}: {name} reads as {Shown(read)}");
                    break;
            }
        }
        catch (StoreException) { /* a look that failed says nothing */ }
    }

    // What it may have left behind when it fails is what was before or what was meant.
    private async Task DoAsync((string Name, string? Content)[] effects, Func<Task> act)
    {
        var before = effects.SelectMany(effect => _model[effect.Name].Count == 1 ? _model[effect.Name] : []).OfType<string>().ToArray();
        try
        {
            await act();
            foreach (var (name, content) in effects) _model[name] = [content];
        }
        catch (WorldChangedException) { /* nothing was done */ }
        catch (StoreException) { foreach (var (name, content) in effects) _model[name].UnionWith(LeavesFree ? [content, null] : [content]); }
        var kept = contents().ToHashSet(StringComparer.Ordinal);
        foreach (var content in before) Assert.True(kept.Contains(content), $"{run}: {Shown(content)} is gone");
    }

    private async Task WriteAsync(WriteRequest request)
    {
        if (!Stages || store.Ask<IStagingStore>() is not { } staging)
        {
            await store.WriteAsync(request, Cancellation);
            return;
        }
        await using var staged = await staging.StageAsync(request, Cancellation);
        await staging.FlushAsync(Cancellation);
        await staged.PublishAsync(Cancellation);
        await staging.FlushAsync(Cancellation);
    }

    private static async Task<string> ReadAsync(IStore store, Entry entry)
    {
        await using var reader = await store.OpenReadAsync(entry, Cancellation);
        using var content = new MemoryStream();
        var buffer = new byte[10_000];
        while (await reader.ReadAsync(buffer, Cancellation) is { IsEnd: false } block) content.Write(buffer, 0, block.Length);
        return Encoding.ASCII.GetString(content.ToArray());
    }

    private string Content(int step) => $"{step}:{random.Next()}:".PadRight(random.Next(4) == 0 ? random.Next(70_000, Longest) : random.Next(20, 3000), 'x');

    private static Entry File(string name) => new() { Path = TreePath.From(name), Kind = EntryKind.File, Mode = 0x1A4, Mtime = 1_700_000_000_000_000_000 };

    private static string Shown(string? content) => content is null ? "nothing" : $"{content[..Math.Min(12, content.Length)]}… ({content.Length} bytes)";
}
