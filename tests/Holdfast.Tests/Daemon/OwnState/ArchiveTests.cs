using System.Text;
using Holdfast.Adapters.Sealing;
using Holdfast.Daemon.OwnState;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.OwnState;

[Trait("row", "N13")]
public sealed class ArchiveTests : IDisposable
{
    private const string Words = "correct horse battery";
    private readonly TempDirectory _place = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Theory]
    [InlineData("nas-2-20261121T223000Z.holdfast", "nas-2", "20261121T223000Z")]
    [InlineData("a-20261121T223000Z.holdfast", "a", "20261121T223000Z")]
    [InlineData("-20261121T223000Z.holdfast", null, null)]
    [InlineData("nas-20261121.holdfast", null, null)]
    [InlineData("nas-20261121T223000Z", null, null)]
    [InlineData("nas20261121T223000Z.holdfast", null, null)]
    [InlineData("nas-20261321T223000Z.holdfast", null, null)]
    public void A_name_tells_machine_and_time_or_is_none_of_ours(string text, string? machine, string? stamp)
    {
        var name = ArchiveName.Read(text);
        Assert.Equal((machine, stamp), (name?.Machine, name?.Stamp));
        if (name is not null) Assert.Equal(text, name.Text);
    }

    [Fact]
    public void A_machine_may_have_any_name() =>
        Assert.Equal("my_nas_..x-20261121T223000Z.holdfast", ArchiveName.Of("my nas/..x", new DateTimeOffset(2026, 11, 21, 22, 30, 0, TimeSpan.Zero)).Text);

    [Fact]
    public async Task What_was_put_in_comes_out_and_what_lay_in_clear_is_gone()
    {
        var archive = await MakeAsync();
        Assert.DoesNotContain("precious", await File.ReadAllTextAsync(archive, Cancellation), StringComparison.Ordinal);
        Assert.False(File.Exists(In("plain")), "it still lies there in clear");
        await OpenAsync(archive, Words);
        var manifest = await Archive.UnpackAsync(In("opened"), own => In("out-" + own.Name), Cancellation);
        Assert.Equal(("/etc/holdfast/holdfast.yaml", "nas"), (manifest.ConfigFile, manifest.Machine));
        Assert.Equal("precious", await File.ReadAllTextAsync(In("out-f"), Cancellation));
    }

    [Fact]
    public async Task Another_passphrase_opens_nothing() =>
        await Assert.ThrowsAsync<SealException>(async () => await OpenAsync(await MakeAsync(), "another passphrase"));

    [Theory]
    [InlineData(0)]
    [InlineData(19)]
    [InlineData(5, "\nid ")]
    [InlineData(30, "\npassphrase ")]
    [InlineData(20, "\nsealed ")]
    [InlineData(-1)]
    [InlineData(-200)]
    public async Task A_changed_byte_anywhere_but_in_a_remark_is_seen(int at, string after = "")
    {
        var archive = await MakeAsync();
        var bytes = await File.ReadAllBytesAsync(archive, Cancellation);
        bytes[bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(after)) + (at < 0 ? bytes.Length + at : at)] ^= 0x55;
        await File.WriteAllBytesAsync(archive, bytes, Cancellation);
        await Assert.ThrowsAsync<SealException>(() => OpenAsync(archive, Words));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(-1)]
    public async Task One_that_was_cut_off_is_seen(int length)
    {
        var archive = await MakeAsync();
        var bytes = await File.ReadAllBytesAsync(archive, Cancellation);
        await File.WriteAllBytesAsync(archive, bytes[..(length < 0 ? bytes.Length + length : length)], Cancellation);
        await Assert.ThrowsAsync<SealException>(() => OpenAsync(archive, Words));
    }

    [Fact]
    public async Task A_newer_programs_archive_is_refused()
    {
        await File.WriteAllTextAsync(In("newer"), "HOLDFAST-OWN-STATE 2 10\n0123456789", Cancellation);
        var refusal = await Assert.ThrowsAsync<SealException>(() => OpenAsync(In("newer"), Words));
        Assert.Contains("use a newer Holdfast", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<string> MakeAsync()
    {
        await File.WriteAllTextAsync(In("f"), "precious", Cancellation);
        var manifest = new Manifest
        {
            Program = "1", Machine = "nas", Made = DateTimeOffset.UnixEpoch, ConfigFile = "/etc/holdfast/holdfast.yaml", StateDirectory = "/var/lib/holdfast",
            Files = [new OwnFile("f", "/etc/holdfast/holdfast.yaml", false, 0x1A4, "root", 0, "root", 0)],
        };
        await Archive.WriteAsync(manifest, _ => In("f"), In("plain"), In("archive"), Words, Cancellation);
        return In("archive");
    }

    private async Task OpenAsync(string archive, string passphrase)
    {
        await using var from = File.OpenRead(archive);
        await using var to = File.Create(In("opened"));
        await Archive.OpenAsync(from, to, passphrase, Cancellation);
    }

    private string In(string name) => Path.Combine(_place.Path, name);
}
