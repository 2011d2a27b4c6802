using System.Text;
using Holdfast.Adapters.Files;
using Holdfast.Adapters.Stores.Local;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Files;
using Holdfast.TestKit.Stores;
using Holdfast.Tests.Adapters.Files;

namespace Holdfast.Tests.Adapters.Stores.Local;

/// <summary>Whichever call fails, once or for ever: the name holds the old or the new, whole, and neither is lost.</summary>
public sealed class LocalStoreFaultTests : IDisposable
{
    private const int MostCalls = 200;
    private readonly TempDirectory _directory = new();
    private int _round;

    public static TheoryData<string> Calls => [.. typeof(ISystemCalls).GetMethods().Select(method => method.Name).Where(name => name != nameof(ISystemCalls.GetEuid))];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Calls))]
    [Trait("row", "N7")]
    public async Task A_replacement_in_which_any_call_fails_tears_and_loses_nothing(string call)
    {
        foreach (var (error, forEver) in new[] { (Errno.EIO, false), (Errno.ENOSPC, true), (Errno.EINTR, true) })
        {
            for (var nth = 1; nth < MostCalls; nth++)
            {
                if (!await Replace(call, nth, error, forEver)) break;
            }
        }
    }

    [Fact]
    [Trait("row", "N7")]
    public async Task A_replacement_of_which_the_answer_to_any_rename_is_lost_loses_nothing()
    {
        for (var nth = 1; nth < MostCalls; nth++)
        {
            var calls = new FaultySystemCalls();
            await ReplaceAsync(calls, () => calls.Fault = new CallFault(SystemCall.RenameAt2, nth, Errno.EIO, AfterTheFact: true), $"the answer to rename number {nth} being lost");
            if (calls.Struck > 0) continue;
            Assert.True(nth > 2, "hardly any rename was made");
            return;
        }
    }

    // One replacement in which the nth call of a kind fails; false when there was no nth.
    private async Task<bool> Replace(string call, int nth, int error, bool forEver)
    {
        var seen = 0;
        var calls = new InterposedCalls();
        await ReplaceAsync(calls, () => calls.Before = name => name == call && (++seen == nth || (forEver && seen > nth)) ? -error : null, $"{call} number {nth} failing with {Errno.Describe(error)}");
        return seen >= nth;
    }

    // Faults begin once the store is open and the file was looked at.
    private async Task ReplaceAsync(ISystemCalls calls, Action begin, string what)
    {
        var tree = _directory.Make($"{++_round}");
        Posix.WriteFile(Posix.Join(tree, "doc"u8), "old"u8);
        var store = LocalStore.Open("lab", tree, new LocalStoreOptions { Writable = true, Calls = calls });
        var doc = (await store.StatAsync(TreePath.From("doc"), Cancellation))!;
        begin();
        var done = false;
        try
        {
            await using (await store.TryLockAsync(Cancellation))
            {
                await store.WriteAsync(new WriteRequest { Wanted = Wanted(doc), Content = new BytesReader("new"u8.ToArray()), Replaces = doc, TrashRun = "run" }, Cancellation);
                done = true;
            }
        }
        catch (StoreException failure)
        {
            Assert.Equal("lab", failure.Store);
        }
        await store.DisposeAsync();
        Check(tree, done, what);
        await using var next = LocalStore.Open("lab", tree, new LocalStoreOptions { Writable = true });
        await using var hold = await next.TryLockAsync(Cancellation);
        Assert.NotNull(hold);
        Check(tree, done, "clearing after " + what);
        Assert.Empty(Posix.Names(Posix.Join(tree, ".holdfast/swap"u8)));
    }

    private static void Check(string tree, bool done, string what)
    {
        var now = Read(Posix.Join(tree, "doc"u8));
        Assert.True(now is "old" or "new", $"{what}: the name holds '{now}'");
        if (done) Assert.True(now == "new", $"{what}: acknowledged and not there");
        if (now == "new") Assert.True(Contents(Posix.Join(tree, ".holdfast"u8)).Contains("old"), $"{what}: what was replaced is lost");
    }

    private static IEnumerable<string> Contents(byte[] directory)
    {
        foreach (var name in Posix.Names(directory))
        {
            byte[] path = [.. directory.AsSpan()[..^1], (byte)'/', .. name, 0];
            if (Posix.Lstat(path)!.IsDirectory) foreach (var below in Contents(path)) yield return below;
            else yield return Read(path);
        }
    }

    private static string Read(byte[] path)
    {
        var content = new MemoryStream();
        Posix.ReadFile(path, (buffer, length) => content.Write(buffer, 0, length));
        return Encoding.UTF8.GetString(content.ToArray());
    }

    private static Entry Wanted(Entry doc) => new() { Path = doc.Path, Kind = EntryKind.File, Mode = 0x1a4, Uid = doc.Uid, Gid = doc.Gid, Mtime = 1_700_000_000_000_000_001 };
}
