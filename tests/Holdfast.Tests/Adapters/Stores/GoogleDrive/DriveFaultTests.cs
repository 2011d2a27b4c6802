using System.Text;
using Holdfast.Adapters.Stores.GoogleDrive;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Clouds.Drive;
using Holdfast.TestKit.Stores;

namespace Holdfast.Tests.Adapters.Stores.GoogleDrive;

/// <summary>
/// A Drive at work on a network that misbehaves, many seeds for each way: what was acknowledged is there and once, what failed left either
/// what was before or all that was meant, and nothing replaced or removed is lost to the trash.
/// </summary>
[Trait("row", "D8")]
public sealed class DriveFaultTests
{
    private static readonly string[] Names = ["a", "b", "d/a", "d/b", "d/e", "é"];

    public static TheoryData<string> Kinds => [.. DriveFaults.Kinds];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("lane", "slow")]
    public async Task Nothing_acknowledged_is_lost_torn_or_doubled(string kind)
    {
        for (var seed = 0; seed < 20; seed++) await RunAsync(kind, seed);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("lane", "long")]
    public async Task Nothing_acknowledged_is_lost_torn_or_doubled_in_many_seeds(string kind)
    {
        for (var seed = 1000; seed < 1200; seed++) await RunAsync(kind, seed);
    }

    private static async Task RunAsync(string kind, int seed)
    {
        var random = new Random(seed);
        var bench = new DriveBench();
        DriveFaults? faults = null;
        bench.Between = server => faults ??= new DriveFaults(server, kind, new Random(seed), new[] { 0.05, 0.2, 0.5 }[seed % 3]) { IsOn = false };
        var store = await bench.OpenAsync(bench.Options with { Rules = DriveBench.Hasty with { Budget = 20, BreaksAfter = int.MaxValue } });
        await store.MakeDirectoryAsync(new Entry { Path = TreePath.From("d"), Kind = EntryKind.Directory, Mode = 0x1ED }, Cancellation);
        await DriveBench.ListAsync(store);
        var model = new Dictionary<string, HashSet<string?>>(Names.ToDictionary(name => name, _ => new HashSet<string?> { null }), StringComparer.Ordinal);
        var run = $"{kind}, seed {seed}";
        faults!.IsOn = true;
        for (var step = 0; step < 12; step++) await StepAsync(store, bench.Server, model, random, step, run);
        var (calls, tries) = store.View.Service.Http.Calls.Count;
        if (!DriveFaults.IsThrottle(kind)) Assert.True(tries - calls <= 20 + 0.2 * calls, $"{run}: {tries} tries for {calls} calls");
        Assert.Equal(["127.0.0.1"], faults.Hosts);
        await store.DisposeAsync();

        bench.Between = null;
        await using var after = await bench.OpenAsync();
        var listed = await DriveBench.ListAsync(after);
        Assert.True(listed.Count == 2 + Names.Count(name => listed.Exists(entry => entry.Path == TreePath.From(name))), $"{run}: there is more than was written: {string.Join(", ", listed)}");
        foreach (var name in Names)
        {
            var entry = listed.Find(found => found.Path == TreePath.From(name));
            var content = entry is null ? null : await DriveBench.ReadAsync(after, name);
            Assert.True(model[name].Contains(content), $"{run}: {name} holds {Shown(content)} instead of one of {string.Join(", ", model[name].Select(Shown))}");
        }
    }

    private static async Task StepAsync(DriveStore store, FakeDrive server, Dictionary<string, HashSet<string?>> model, Random random, int step, string run)
    {
        var name = Names[random.Next(Names.Length)];
        var other = Names[random.Next(Names.Length)];
        var content = Content(random, step);
        try
        {
            var there = await store.StatAsync(TreePath.From(name), Cancellation);
            Assert.True(there is null ? model[name].Contains(null) : model[name].Any(one => one is not null), $"{run}: {name} {(there is null ? "is not" : "is")} there");
            switch (random.Next(there is null ? 2 : 6))
            {
                case 0 or 1:
                    await DoAsync(server, model, [(name, content)], run, () => store.WriteAsync(new WriteRequest { Wanted = File(name), Content = new BytesReader(Encoding.ASCII.GetBytes(content)), Replaces = there, TrashRun = "run" }, Cancellation).AsTask());
                    break;
                case 2:
                    await DoAsync(server, model, [(name, null)], run, () => store.DiscardAsync(there!, "run", Cancellation).AsTask());
                    break;
                case 3 when model[name].Count == 1 && name != other:
                    await DoAsync(server, model, [(name, null), (other, model[name].Single())], run, () => store.MoveAsync(there!, TreePath.From(other), Cancellation).AsTask());
                    break;
                case 4:
                    await DoAsync(server, model, [], run, () => store.SetMetadataAsync(there!, new Metadata { Parts = MetadataParts.Mode, Mode = random.Next(512) }, AclRule.Skip, Cancellation).AsTask());
                    break;
                default:
                    var read = await DriveBench.ReadAsync(store, name);
                    Assert.True(model[name].Contains(read), $"{run}: {name} reads as {Shown(read)}");
                    break;
            }
        }
        catch (StoreException) { /* a look that failed says nothing */ }
    }

    /// <summary>Does something; what it may have left behind when it fails is what was before or what was meant, and no content is gone from the server.</summary>
    private static async Task DoAsync(FakeDrive server, Dictionary<string, HashSet<string?>> model, (string Name, string? Content)[] effects, string run, Func<Task> act)
    {
        var before = effects.SelectMany(effect => model[effect.Name].Count == 1 ? model[effect.Name] : []).OfType<string>().ToArray();
        try
        {
            await act();
            foreach (var (name, content) in effects) model[name] = [content];
        }
        catch (WorldChangedException) { /* nothing was done */ }
        catch (StoreException) { foreach (var (name, content) in effects) model[name].Add(content); }
        var kept = server.Contents.ToHashSet(StringComparer.Ordinal);
        foreach (var content in before) Assert.True(kept.Contains(content), $"{run}: {Shown(content)} is gone");
    }

    // Some fit in one request, some go up in pieces.
    private static string Content(Random random, int step) => $"{step}:{random.Next()}:".PadRight(random.Next(4) == 0 ? random.Next(70_000, 900_000) : random.Next(20, 3000), 'x');

    private static Entry File(string name) => new() { Path = TreePath.From(name), Kind = EntryKind.File, Mode = 0x1A4, Mtime = 1_700_000_000_000_000_000 };

    private static string Shown(string? content) => content is null ? "nothing" : $"{content.Split(':')[0]}… ({content.Length} bytes)";
}
