using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;

namespace Holdfast.Integration.Hostile.Racing;

/// <summary>Planted hard links: no path leads outside, and yet the file is somebody else's.</summary>
internal static class HardLinkFamilies
{
    private static readonly string[] Places = ["a/x", "e/x", "z/x"];

    public static IReadOnlyList<RaceFamily> All { get; } =
    [
        // The number of names is right at the moment it is looked at, because the planted one is gone again.
        new("metadata of a planted link that comes and goes", arena => ["plant", arena.Canary.Path + "/shared/file", arena.Name("p")])
        {
            Prepare = arena => arena.Canary.Linked.Add("shared/file"),
            Naive = (arena, round) => RaceFamilies.Act(() =>
            {
                // As good as it gets without holding on to names: open, see that the file has one name, act on the descriptor.
                using var file = File.OpenHandle(arena.Name("p"));
                if (Held.Links(file) == 1) File.SetUnixFileMode(file, RaceFamilies.ModeOf(round));
            }),
            Product = async (arena, round, cancellation) => await RaceFamilies.Act(async () => await RaceFamilies.SetAsync(arena, await arena.StatAsync("p", cancellation), round, cancellation)),
        },
        new("metadata of a file exchanged for a planted link", arena => ["replant", arena.Canary.Path + "/shared/file", arena.Name("f"), arena.Name("aside")])
        {
            Prepare = arena => arena.Canary.Linked.Add("shared/file"),
            Naive = (arena, round) => RaceFamilies.Act(() => { if (arena.Look("f") is { IsFile: true, Links: 1 }) File.SetUnixFileMode(arena.Name("f"), RaceFamilies.ModeOf(round)); }),
            Product = async (arena, round, cancellation) => await RaceFamilies.Act(async () => await RaceFamilies.SetAsync(arena, await arena.StatAsync("f", cancellation), round, cancellation)),
        },
        // A walk meets the planted name twice, and so believes that all names lie inside.
        new("metadata of a planted link that moves while names are counted", arena => ["bounce", .. Places.Select(arena.Name)])
        {
            Prepare = arena =>
            {
                arena.Canary.Linked.Add("shared/file");
                foreach (var directory in new[] { "a", "z" }) Posix.Mkdir(arena.At(directory), 0x1ED);
                Posix.Link(arena.Canary.At("shared/file"), arena.At("a/x"));
            },
            Naive = (arena, round) => RaceFamilies.Act(() =>
            {
                var found = Places.Where(name => arena.Look(name) is { Links: 2 }).ToArray();
                if (found.Length == 2 && Places.FirstOrDefault(name => arena.IsFile(name)) is { } there) File.SetUnixFileMode(arena.Name(there), RaceFamilies.ModeOf(round));
            }),
            Product = async (arena, round, cancellation) => await RaceFamilies.Act(async () =>
            {
                var seen = new List<Entry>();
                await foreach (var entry in arena.Store.ListAsync(ListRequest.Everything, cancellation))
                {
                    if (entry is { IsFile: true, Links: > 1 }) seen.Add(entry);
                }
                foreach (var entry in seen)
                {
                    try { await RaceFamilies.SetAsync(arena, entry, round, cancellation); }
                    catch (StoreException) when (entry != seen[^1]) { /* the next name of it may be where it is now */ }
                }
                if (seen.Count == 0) throw new WorldChangedException("tree", TreePath.Root, "it was between two names");
            }),
        },
    ];
}
