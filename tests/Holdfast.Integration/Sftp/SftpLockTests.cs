using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Stores;

namespace Holdfast.Integration.Sftp;

/// <summary>The lock of a store behind SFTP, whose server knows no locks: a file with an end to its time.</summary>
[Trait("row", "L12")]
[Trait("row", "C2")]
public sealed class SftpLockTests : IDisposable
{
    private readonly TestTime _time = new(TimeProvider.System.GetUtcNow());
    private readonly SftpPlace _place;

    public SftpLockTests() => _place = new SftpPlace { Time = _time };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task The_lock_of_a_dead_process_of_the_same_name_is_taken_over_and_anothers_is_not()
    {
        Plant("lock-remote", Words("me", TimeSpan.FromMinutes(1)));
        Assert.False(await CanLockAsync("you"));
        Assert.True(await CanLockAsync("me"));
    }

    [Fact]
    public async Task A_lock_that_ran_out_is_free()
    {
        Plant("lock-remote", Words("me", TimeSpan.FromMinutes(-1)));
        Assert.True(await CanLockAsync("you"));
        Assert.Empty(Locks());
    }

    [Fact]
    public async Task A_lock_left_half_written_is_free_after_the_time_a_whole_one_would_have_had()
    {
        var file = Plant("lock-remote", "");
        Assert.False(await CanLockAsync("you"));
        File.SetLastWriteTimeUtc(file, _time.GetUtcNow().UtcDateTime.AddHours(-1));
        Assert.True(await CanLockAsync("you"));
    }

    [Fact]
    public async Task Only_one_at_a_time_takes_a_dead_lock_away()
    {
        Plant("lock-remote", Words("dead", TimeSpan.FromMinutes(-1)));
        Plant("lock-remote.turn", Words("another", TimeSpan.FromMinutes(1)));
        Assert.False(await CanLockAsync("you"));
        Assert.Equal(["lock-remote", "lock-remote.turn"], Locks());
    }

    [Fact]
    public async Task Who_died_while_taking_a_lock_away_keeps_nobody_out()
    {
        Plant("lock-remote", Words("dead", TimeSpan.FromMinutes(-9)));
        Plant("lock-remote.turn", Words("dead too", TimeSpan.FromMinutes(-1)));
        Assert.True(await CanLockAsync("you"));
        Assert.Empty(Locks());
    }

    [Fact]
    public async Task A_lock_that_ran_out_is_never_ours_again()
    {
        await using var store = await _place.OpenAsync("me");
        await using var held = await store.TryLockAsync(Cancellation);
        Assert.NotNull(held);
        await store.WriteAsync(Request("f"), Cancellation);
        // As a machine that slept, which then finds its own lock on the server as it left it.
        _time.JumpTo(_time.GetUtcNow() + TimeSpan.FromMinutes(5));
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromMinutes(1));
        var refusal = await Assert.ThrowsAsync<StoreException>(() => store.WriteAsync(Request("g"), Cancellation).AsTask());
        Assert.Equal(StoreFault.Unavailable, refusal.Fault);
        Assert.False(File.Exists(_place.At(TreePath.From("g"))));
    }

    private static WriteRequest Request(string name) => new()
    {
        Wanted = new Entry { Path = TreePath.From(name), Kind = EntryKind.File, Size = 3, Mode = 0x1A4, Mtime = 1_700_000_000_000_000_000 },
        Content = new BytesReader(new byte[] { 1, 2, 3 }),
        Replaces = null,
        TrashRun = null,
    };

    private string Words(string holder, TimeSpan left) => $$"""{"version":1,"holder":"{{holder}}","token":"{{holder}}s","until":"{{_time.GetUtcNow() + left:O}}"}""";

    private string Plant(string name, string words)
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(_place.Root, ".holdfast"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName, name);
        File.WriteAllText(file, words);
        return file;
    }

    private string[] Locks() => [.. Directory.EnumerateFiles(Path.Combine(_place.Root, ".holdfast"), "lock*").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private async Task<bool> CanLockAsync(string holder)
    {
        await using var store = await _place.OpenAsync(holder);
        await using var held = await store.TryLockAsync(Cancellation);
        return held is not null;
    }
}
