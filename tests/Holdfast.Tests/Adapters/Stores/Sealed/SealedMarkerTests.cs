using Holdfast.Adapters;
using Holdfast.Adapters.Sealing;
using Holdfast.Adapters.Settings;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Trees;
using Holdfast.Tests.Adapters.Sealing;

namespace Holdfast.Tests.Adapters.Stores.Sealed;

/// <summary>A place is encrypted with its own key or not opened; nothing is written before that is sure.</summary>
[Trait("row", "N15")]
public sealed class SealedMarkerTests : IDisposable
{
    private readonly TempDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task An_encrypted_store_is_not_opened_as_a_plain_one()
    {
        await MakeAsync(Samples.Key);
        foreach (var isWritable in new[] { true, false })
            Assert.Contains($"the store is encrypted with key {Samples.Key.Id}: say so", await RefusedAsync(null, isWritable: isWritable), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_store_is_not_opened_as_an_encrypted_one()
    {
        await MakeAsync(null);
        Assert.Contains("holds data that is not encrypted", await RefusedAsync(Samples.Key), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_or_another_way_with_names_is_refused()
    {
        await MakeAsync(Samples.Key);
        Assert.Contains($"made with key {Samples.Key.Id}, and the configuration has {Samples.OtherKey.Id}", await RefusedAsync(Samples.OtherKey), StringComparison.Ordinal);
        Assert.Contains("made with names encrypted", await RefusedAsync(Samples.Key, names: false), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_change_of_keys_the_store_is_still_the_one_its_first_key_made()
    {
        await MakeAsync(Samples.Key);
        await using (var store = await OpenAsync([Samples.OtherKey, Samples.Key])) Assert.NotNull(await store.StatAsync(TreePath.From("f"), Cancellation));
        await Assert.ThrowsAnyAsync<StoreException>(async () => await OpenAsync([Samples.Key, Samples.OtherKey]));
    }

    [Fact]
    public async Task A_place_with_plain_files_that_was_never_marked_stays_as_it_is()
    {
        File.WriteAllText(Path.Combine(_directory.Path, "diary"), "dear diary");
        await using var store = await OpenAsync([Samples.Key]);
        var refusal = await Assert.ThrowsAsync<StoreException>(async () => await store.Ask<ILockingStore>()!.TryLockAsync(Cancellation));
        Assert.Equal(StoreFault.Refused, refusal.Fault);
        Assert.Contains("something already that this key did not encrypt (diary)", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["diary"], Directory.GetFileSystemEntries(_directory.Path).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_marker_that_was_lost_is_made_anew_for_the_same_key_alone(bool names)
    {
        await MakeAsync(Samples.Key, names);
        File.Delete(Path.Combine(_directory.Path, ".holdfast", "marker"));
        await using (var wrong = await OpenAsync([Samples.OtherKey], names)) await Assert.ThrowsAsync<StoreException>(async () => await wrong.Ask<ILockingStore>()!.TryLockAsync(Cancellation));
        await using (var store = await OpenAsync([Samples.Key], names)) await (await store.Ask<ILockingStore>()!.TryLockAsync(Cancellation))!.DisposeAsync();
        Assert.Contains(Samples.Key.Id, File.ReadAllText(Path.Combine(_directory.Path, ".holdfast", "marker")), StringComparison.Ordinal);
    }

    private async Task MakeAsync(SealKey? key, bool names = true)
    {
        await using var store = await OpenAsync(key is null ? null : [key], names);
        await using var held = await store.Ask<ILockingStore>()!.TryLockAsync(Cancellation);
        await TreeBuilder.BuildAsync(store, "f = content", Cancellation);
    }

    private async Task<string> RefusedAsync(SealKey? key, bool names = true, bool isWritable = true)
    {
        var refusal = await Assert.ThrowsAnyAsync<StoreException>(async () => await OpenAsync(key is null ? null : [key], names, isWritable));
        Assert.Equal(StoreFault.Refused, refusal.Fault);
        return refusal.Message;
    }

    private ValueTask<IStore> OpenAsync(SealKey[]? keys, bool names = true, bool isWritable = true) => StoreCatalog.OpenAsync(new StoreSettings
    {
        Name = "vault",
        Kind = "local",
        Path = _directory.Path,
        Writable = isWritable,
        Encrypt = keys is null ? null : new EncryptSettings { Keys = _ => ValueTask.FromResult<IReadOnlyList<SealKey>>(keys), Names = names },
    }, TimeProvider.System, Cancellation);
}
