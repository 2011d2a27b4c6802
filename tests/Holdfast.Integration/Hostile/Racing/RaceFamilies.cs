using System.Text;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;

namespace Holdfast.Integration.Hostile.Racing;

/// <summary>All families.</summary>
internal static class RaceFamilies
{
    private const string Run = "20260101-000000-aaaa";

    public static IReadOnlyList<RaceFamily> All { get; } =
    [
        new("list", SwapDirectory)
        {
            Naive = (arena, _) => arena.IsDirectory("d") && Directory.EnumerateFileSystemEntries(arena.Name("d")).Any(name => name.EndsWith("/secret", StringComparison.Ordinal)),
            Product = async (arena, _, cancellation) =>
            {
                var escaped = false;
                await foreach (var entry in arena.Store.ListAsync(ListRequest.Everything, cancellation)) escaped |= entry.Path.Name.SequenceEqual("secret"u8);
                return escaped;
            },
        },
        new("stat", SwapDirectory)
        {
            Naive = (arena, _) => arena.IsDirectory("d") && File.Exists(arena.Name("d/secret")),
            Product = async (arena, _, cancellation) => await arena.Store.StatAsync(TreePath.From("d/secret"), cancellation) is not null,
        },
        new("read", SwapDirectory)
        {
            Naive = (arena, _) => arena.IsDirectory("d") && File.ReadAllText(arena.Name("d/file")) == Canary.Secret,
            Product = async (arena, _, cancellation) => await ReadAsync(arena, "d/file", cancellation) == Canary.Secret,
        },
        new("read through a final link", arena => ["exchange", arena.Name("f"), arena.Name("link-to-file")])
        {
            Naive = (arena, _) => arena.IsFile("f") && File.ReadAllText(arena.Name("f")) == Canary.Secret,
            Product = async (arena, _, cancellation) => await ReadAsync(arena, "f", cancellation) == Canary.Secret,
        },
        new("write anew", SwapDirectory)
        {
            Naive = (arena, round) => Act(() => { if (arena.IsDirectory("d")) File.WriteAllText(arena.Name($"d/new-{round}"), "ours"); }),
            Product = async (arena, round, cancellation) => await Act(() => arena.WriteAsync($"d/new-{round}", null, cancellation)),
        },
        new("replace", SwapDirectory)
        {
            Naive = (arena, _) => Act(() => { if (arena.IsDirectory("d")) File.WriteAllText(arena.Name("d/file"), "ours"); }),
            Product = async (arena, _, cancellation) => await Act(async () => await arena.WriteAsync("d/file", await arena.StatAsync("d/file", cancellation), cancellation)),
        },
        new("metadata of a file", arena => ["exchange", arena.Name("f"), arena.Name("link-to-file")])
        {
            Naive = (arena, round) => Act(() => { if (arena.IsFile("f")) File.SetUnixFileMode(arena.Name("f"), ModeOf(round)); }),
            Product = async (arena, round, cancellation) => await Act(async () => await SetAsync(arena, await arena.StatAsync("f", cancellation), round, cancellation)),
        },
        new("metadata below a directory", SwapDirectory)
        {
            Naive = (arena, round) => Act(() => { if (arena.IsDirectory("d")) File.SetUnixFileMode(arena.Name("d/file"), ModeOf(round)); }),
            Product = async (arena, round, cancellation) => await Act(async () => await SetAsync(arena, await arena.StatAsync("d/file", cancellation), round, cancellation)),
        },
        new("remove to the trash", arena => ["symlink", arena.Name("d"), arena.Name("aside"), arena.Canary.Path + "/dir"])
        {
            Naive = (arena, _) => Act(() => { if (arena.IsDirectory("d")) File.Delete(arena.Name("d/file")); }),
            Product = async (arena, round, cancellation) => await Act(async () =>
            {
                if (round % 2 == 0) await arena.WriteAsync($"d/{(round % 4 == 0 ? "file" : "secret")}", null, cancellation);
                else await arena.Store.DiscardAsync(await arena.StatAsync($"d/{(round % 4 == 1 ? "file" : "secret")}", cancellation), Run, cancellation);
            }),
        },
        new("make and remove directories", SwapDirectory)
        {
            Naive = (arena, round) => Act(() => { if (arena.IsDirectory("d")) Directory.CreateDirectory(arena.Name($"d/made-{round}")); }),
            Product = async (arena, round, cancellation) => await Act(async () =>
            {
                var made = await arena.Store.MakeDirectoryAsync(new Entry { Path = TreePath.From($"d/made-{round}"), Kind = EntryKind.Directory, Mode = 0x1ED }, cancellation);
                await arena.Store.DiscardAsync(made, Run, cancellation);
            }),
        },
        new("make a directory where a link stands", arena => ["remake", arena.Name("made"), arena.Name("aside"), arena.Canary.Path + "/dir"])
        {
            Naive = (arena, round) => Act(() => { if (arena.IsDirectory("made")) File.SetUnixFileMode(arena.Name("made"), ModeOf(round)); }),
            Product = async (arena, round, cancellation) => await Act(async () =>
            {
                try { await arena.Store.MakeDirectoryAsync(new Entry { Path = TreePath.From("made"), Kind = EntryKind.Directory, Mode = 0x1ED }, cancellation); }
                finally { await SetAsync(arena, await arena.StatAsync("made", cancellation), round, cancellation); }
            }),
        },
        new("move", SwapDirectory)
        {
            Naive = (arena, round) => Act(() => { if (arena.IsDirectory("d")) File.Move(arena.Name("d/file"), arena.Name($"e/moved-{round}")); }),
            Product = async (arena, round, cancellation) => await Act(async () =>
            {
                var (from, to) = round % 2 == 0 ? ("d/file", "e/file") : ("e/file", "d/file");
                await arena.Store.MoveAsync(await arena.StatAsync(from, cancellation), TreePath.From(to), cancellation);
            }),
        },
        new("link", SwapDirectory)
        {
            Naive = (arena, round) => Act(() => { if (arena.IsDirectory("d")) Posix.Link(arena.At("d/file"), arena.At($"e/linked-{round}")); }),
            Product = async (arena, round, cancellation) => await Act(async () => await arena.Store.LinkAsync(
                await arena.StatAsync(round % 2 == 0 ? "d/file" : "f", cancellation), TreePath.From(round % 2 == 0 ? $"e/linked-{round}" : $"d/linked-{round}"), null, null, cancellation)),
        },
        new("recover from the trash", SwapDirectory)
        {
            Naive = (arena, round) => Act(() =>
            {
                File.WriteAllText(arena.Name("kept"), "ours");
                if (arena.IsDirectory("d")) File.Move(arena.Name("kept"), arena.Name($"d/back-{round}"));
            }),
            Product = async (arena, round, cancellation) => await Act(async () =>
            {
                await arena.WriteAsync($"e/kept-{round}", null, cancellation);
                var kept = await arena.Store.DiscardAsync(await arena.StatAsync($"e/kept-{round}", cancellation), Run, cancellation);
                await arena.Store.RecoverAsync(kept, TreePath.From($"d/back-{round}"), cancellation);
            }),
        },
        .. HardLinkFamilies.All,
    ];

    /// <summary>Owner, mode, time and attributes in turn; owner only where we may give files away.</summary>
    internal static async ValueTask SetAsync(Arena arena, Entry entry, int round, CancellationToken cancellation) => await arena.Store.SetMetadataAsync(entry, new Metadata
    {
        Parts = MetadataParts.Mode | (round % 2 == 0 ? MetadataParts.Mtime : 0) | (round % 3 == 0 ? MetadataParts.Xattrs : 0) | (round % 5 == 0 && Posix.IsRoot ? MetadataParts.Owner : 0),
        Mode = round % 2 == 0 ? 0x1FF : 0x1ED,
        Mtime = 1_600_000_000_000_000_000 + round,
        Uid = 65534,
        Gid = 65534,
        Xattrs = Xattrs.None,
    }, AclRule.Skip, cancellation);

    internal static UnixFileMode ModeOf(int round) => (UnixFileMode)(round % 2 == 0 ? 0x1FF : 0x1ED);

    internal static bool Act(Action action)
    {
        action();
        return false;
    }

    internal static async ValueTask<bool> Act(Func<ValueTask> action)
    {
        await action();
        return false;
    }

    private static string[] SwapDirectory(Arena arena) => ["exchange", arena.Name("d"), arena.Name("link-to-dir")];

    private static async ValueTask<string> ReadAsync(Arena arena, string name, CancellationToken cancellation)
    {
        await using var reader = await arena.Store.OpenReadAsync(await arena.StatAsync(name, cancellation), cancellation);
        var buffer = new byte[256];
        var block = await reader.ReadAsync(buffer, cancellation);
        return Encoding.UTF8.GetString(buffer, 0, block.Length);
    }
}
