using FsCheck;
using FsCheck.Fluent;
using Holdfast.Engine.Model;
using Holdfast.Engine.Recording;
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Holdfast.Tests.Engine.Recording;

public sealed class OperationJsonTests
{
    [Fact]
    [Trait("row", "L9")]
    public void An_operation_comes_back_as_it_was() =>
        Prop.ForAll(Generators.Operations.ToArbitrary(), operation => Portrait(OperationJson.Read(OperationJson.Write(operation))) == Portrait(operation)).Check(Chance.Try());

    [Fact]
    public void A_line_is_one_line_of_valid_json() =>
        Prop.ForAll(Generators.Operations.ToArbitrary(), operation =>
        {
            var line = OperationJson.Write(operation);
            using var document = JsonDocument.Parse(line);
            return !line.Contains((byte)'\n') && document.RootElement.ValueKind == JsonValueKind.Object;
        }).Check(Chance.Try());

    [Fact]
    public void An_entry_written_against_another_comes_back_when_read_against_it()
    {
        var pairs = from entry in Generators.Entries from like in Generators.Entries from same in Gen.Elements(true, false) select (entry, like: same ? entry : like);
        Prop.ForAll(pairs.ToArbitrary(), pair =>
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer, OperationJson.WriterOptions)) EntryJson.Write(writer, pair.entry, pair.like.Path, pair.like);
            var reader = new Utf8JsonReader(buffer.WrittenSpan);
            return Portrait(EntryJson.Read(ref reader, pair.like.Path, pair.like)) == Portrait(pair.entry) && (!ReferenceEquals(pair.entry, pair.like) || buffer.WrittenCount == 2);
        }).Check(Chance.Try());
    }

    [Fact]
    public void A_line_is_made_for_people_too()
    {
        var operation = new Operation
        {
            Seq = 7, Kind = OperationKind.SetMetadata, Path = TreePath.From("results/été"), Reason = "mode 0600, not 0664",
            Destination = new Entry { Path = TreePath.From("results/été"), Kind = EntryKind.File, Size = 12, Mtime = 1_763_700_300_123_456_789, Mode = Convert.ToInt32("600", 8), Uid = 1001, Gid = 999, Inode = 5 },
            Metadata = new Metadata { Parts = MetadataParts.Mode, Mode = Convert.ToInt32("664", 8) },
        };

        Assert.Equal(
            """{"seq":7,"kind":"set_metadata","path":"results/été","reason":"mode 0600, not 0664","destination":{"size":12,"mtime":"2025-11-21T04:45:00.123456789Z","mode":"0600","uid":1001,"gid":999,"inode":5},"metadata":{"parts":"mode","mode":"0664"}}""",
            Encoding.UTF8.GetString(OperationJson.Write(operation)));
    }

    [Fact]
    public void A_name_that_is_not_utf8_is_base64()
    {
        var line = Encoding.UTF8.GetString(OperationJson.Write(new Operation { Kind = OperationKind.Forget, Path = TreePath.FromBytes([(byte)'a', 0xff]), Reason = "r" }));

        Assert.Equal("""{"kind":"forget","path_b64":"Yf8=","reason":"r"}""", line);
    }

    [Theory]
    [InlineData("""{"kind":"remove","path":"../etc","reason":"r"}""", "not a path inside a store")]
    [InlineData("""{"kind":"remove","path":"/etc","reason":"r"}""", "not a path inside a store")]
    [InlineData("""{"kind":"remove","path_b64":"YQBi","reason":"r"}""", "not a path inside a store")]
    [InlineData("""{"kind":"move","path":"a","from":"a/../b","reason":"r"}""", "not a path inside a store")]
    [InlineData("""{"kind":"remove","path":"a","source":{"path":"../b"},"reason":"r"}""", "not a path inside a store")]
    [InlineData("""{"kind":"erase","path":"a","reason":"r"}""", "unknown kind 'erase'")]
    [InlineData("""{"kind":"remove","path":"a","reason":"r","force":true}""", "unknown property 'force'")]
    [InlineData("""{"kind":"remove","path":"a"}""", "the reason is missing")]
    [InlineData("""{"path":"a","reason":"r"}""", "the kind is missing")]
    [InlineData("""{"kind":"remove","reason":"r"}""", "the path is missing")]
    [InlineData("""{"kind":"remove","path":5,"reason":"r"}""", "expected a string")]
    [InlineData("""{"kind":"remove","path":"a","reason":"r","source":{"mode":"0999"}}""", "not a mode")]
    [InlineData("""{"kind":"remove","path":"a","reason":"r","source":{"mtime":"yesterday"}}""", "not a time")]
    [InlineData("""{"kind":"remove","path":"a","reason":"r"} {}""", "")]
    [InlineData("""{"kind":"remove","path":"a","reason":"r" """, "")]
    [InlineData("[]", "expected an object")]
    [InlineData("", "")]
    public void A_line_that_is_no_operation_is_refused(string line, string cause) =>
        Assert.Contains(cause, Assert.ThrowsAny<FormatException>(() => OperationJson.Read(Encoding.UTF8.GetBytes(line))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0L, "1970-01-01T00:00:00.000000000Z")]
    [InlineData(-1L, "1969-12-31T23:59:59.999999999Z")]
    [InlineData(long.MaxValue, "2262-04-11T23:47:16.854775807Z")]
    [InlineData(long.MinValue, "1677-09-21T00:12:43.145224192Z")]
    public void Times_are_exact_to_the_nanosecond(long nanoseconds, string text)
    {
        Span<byte> buffer = stackalloc byte[NanoTime.Length];
        NanoTime.Format(nanoseconds, buffer);
        Assert.Equal(text, Encoding.ASCII.GetString(buffer));
        Assert.Equal(nanoseconds, NanoTime.Parse(buffer));
    }

    [Theory]
    [InlineData("2262-04-11T23:47:16.854775808Z")]
    [InlineData("1677-09-21T00:12:43.145224191Z")]
    [InlineData("2026-11-21T05:45:00Z")]
    [InlineData("2026-13-21T05:45:00.000000000Z")]
    public void Times_out_of_range_or_form_are_refused(string text) => Assert.Throws<FormatException>(() => NanoTime.Parse(Encoding.ASCII.GetBytes(text)));

    // Written field by field, not by the codec under test.
    private static string Portrait(Operation one) => string.Create(
        CultureInfo.InvariantCulture,
        $"{one.Seq} {one.Kind} {Hex(one.Path.Bytes)} {(one.From is { } from ? Hex(from.Bytes) : "-")} {one.Reason} {one.CompareContent} {Portrait(one.Source)} {Portrait(one.Destination)} {Portrait(one.Baseline)} {Portrait(one.Metadata)}");

    private static string Portrait(Entry? one) => one is null ? "-" : string.Create(
        CultureInfo.InvariantCulture,
        $"{Hex(one.Path.Bytes)} {one.Kind} {one.Size} {one.Allocated} {one.Mtime} {one.Ctime} {one.Mode} {one.Uid} {one.Gid} {one.Inode} {one.Links} {Hex(one.Target.Span)} {Portrait(one.Xattrs)} {one.IsMountPoint} {one.Unlisted ?? "-"} {one.IsSizeUnknown}");

    private static string Portrait(BaselineEntry? one) => one is null ? "-" : string.Create(
        CultureInfo.InvariantCulture,
        $"{Hex(one.Path.Bytes)} {one.Kind} {one.Size} {one.Hash} {Hex(one.Target.Span)} {Hex(one.XattrDigest.Span)} {one.Source} {one.Destination} {one.Links} {one.IsRacy} {one.WasMountPoint} {one.VerifiedAt}");

    private static string Portrait(Metadata? one) => one is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{one.Parts} {one.Uid} {one.Gid} {one.Mode} {one.Mtime} {Portrait(one.Xattrs)}");

    private static string Portrait(Xattrs? one) => one is null ? "-" : $"{one.HasAcl} {string.Join(',', one.Values.Select(pair => $"{pair.Key}={Hex(pair.Value.AsSpan())}"))}";

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexString(bytes);
}
