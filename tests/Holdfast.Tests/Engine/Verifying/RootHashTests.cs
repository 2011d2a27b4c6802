using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Engine.Model;
using Holdfast.Engine.Verifying;

namespace Holdfast.Tests.Engine.Verifying;

public sealed class RootHashTests
{
    private static readonly Stamp Plain = new(1, 1_000, 0, 0x1A4, 1001, 999);

    private static BaselineEntry Directory(string path, Stamp? stamp = null) =>
        new() { Path = TreePath.From(path), Kind = EntryKind.Directory, Source = stamp ?? Plain, Destination = stamp ?? Plain };

    private static BaselineEntry File(string path, string content, Stamp? stamp = null, bool isRead = true, long verified = 0) => new()
    {
        Path = TreePath.From(path),
        Kind = EntryKind.File,
        Size = content.Length,
        Hash = isRead ? new ContentHash(HashKind.Sha256, SHA256.HashData(Encoding.UTF8.GetBytes(content))) : null,
        Source = stamp ?? Plain,
        Destination = stamp ?? Plain,
        VerifiedAt = verified,
    };

    private static BaselineEntry Link(string path, string target) =>
        new() { Path = TreePath.From(path), Kind = EntryKind.Symlink, Target = Encoding.UTF8.GetBytes(target), Source = Plain, Destination = Plain };

    private static RootHash Hash(params BaselineEntry[] rows) => Hash(Fidelity.Full, null, rows);

    private static RootHash Hash(Fidelity common, Action<DirectoryHash>? directory, params BaselineEntry[] rows)
    {
        using var hasher = new RootHasher(TreeSide.Source, common, directory);
        foreach (var row in rows) hasher.Add(row);
        return hasher.Finish();
    }

    [Fact]
    [Trait("row", "N3")]
    public void The_bytes_that_are_hashed_are_those_that_are_documented()
    {
        var hash = Hash(Directory("."), Directory("d"), File("d/f", "abc"), Link("l", "there"));
        var inner = Node("content", [], Record(1, "f", [1, .. SHA256.HashData("abc"u8)]));
        var outer = Node("content", [], [.. Record(2, "d", inner), .. Record(3, "l", "there"u8.ToArray())]);
        Assert.Equal("sha256:" + Convert.ToHexStringLower(outer), hash.ContentText);

        byte[] own = [.. Int(0x1A4), .. Int(1001), .. Int(999)];
        var innerMetadata = Node("metadata", own, Record(1, "f", [.. own, .. Long(1_000)]));
        var outerMetadata = Node("metadata", own, [.. Record(2, "d", innerMetadata), .. Record(3, "l", [.. Int(0), .. Int(1001), .. Int(999), .. Long(1_000)])]);
        Assert.Equal("sha256:" + Convert.ToHexStringLower(outerMetadata), hash.MetadataText);
    }

    [Fact]
    [Trait("row", "N3")]
    public void A_change_of_content_name_kind_or_target_changes_the_content_hash_alone_or_both()
    {
        var before = Hash(Directory("."), File("a", "one"), Link("b", "x"));
        Assert.NotEqual(before.ContentText, Hash(Directory("."), File("a", "two"), Link("b", "x")).ContentText);
        Assert.NotEqual(before.ContentText, Hash(Directory("."), File("A", "one"), Link("b", "x")).ContentText);
        Assert.NotEqual(before.ContentText, Hash(Directory("."), File("a", "one"), Link("b", "y")).ContentText);
        Assert.NotEqual(before.ContentText, Hash(Directory("."), File("a", "one"), File("b", "x")).ContentText);
        Assert.NotEqual(before.ContentText, Hash(Directory("."), File("a", "one")).ContentText);
        Assert.Equal(before.MetadataText, Hash(Directory("."), File("a", "two"), Link("b", "x")).MetadataText);
    }

    [Fact]
    [Trait("row", "N3")]
    public void A_change_of_owner_mode_or_time_changes_the_metadata_hash_alone()
    {
        var before = Hash(Directory("."), File("a", "one"));
        foreach (var stamp in new[] { Plain with { Mode = 0x180 }, Plain with { Uid = 0 }, Plain with { Gid = 0 }, Plain with { Mtime = 1_001 } })
        {
            var after = Hash(Directory("."), File("a", "one", stamp));
            Assert.Equal(before.ContentText, after.ContentText);
            Assert.NotEqual(before.MetadataText, after.MetadataText);
        }
    }

    [Fact]
    public void What_not_both_stores_can_keep_does_not_count()
    {
        var common = Fidelity.Full with { Owner = false, MtimeGrain = 1_000_000_000 };
        var left = Hash(common, null, Directory("."), File("a", "one", Plain with { Uid = 5, Mtime = 7_000_000_001 }));
        var right = Hash(common, null, Directory("."), File("a", "one", Plain with { Uid = 6, Mtime = 7_000_000_002 }));
        Assert.Equal(left.MetadataText, right.MetadataText);
    }

    [Fact]
    public void Times_of_directories_and_set_id_bits_of_files_do_not_count()
    {
        var left = Hash(Directory("."), Directory("d", Plain with { Mtime = 1 }), File("f", "x", Plain with { Mode = 0xDED }));
        var right = Hash(Directory("."), Directory("d", Plain with { Mtime = 2 }), File("f", "x", Plain with { Mode = 0x1ED }));
        Assert.Equal(left.MetadataText, right.MetadataText);
    }

    [Fact]
    public void Equal_subtrees_have_equal_nodes_wherever_they_stand()
    {
        var nodes = new Dictionary<string, string>();
        Hash(Fidelity.Full, node => nodes[node.Path.ToString()] = Convert.ToHexString(node.Content.Span),
            Directory("."), Directory("a"), File("a/x", "1"), Directory("b"), Directory("b/c"), File("b/c/x", "1"), Directory("d"), File("d/x", "2"));
        Assert.Equal(nodes["a"], nodes["b/c"]);
        Assert.NotEqual(nodes["a"], nodes["d"]);
        Assert.Equal(5, nodes.Count);
    }

    [Fact]
    public void A_directory_nobody_recorded_is_implied()
    {
        var whole = Hash(Directory("."), Directory("a"), Directory("a/b"), File("a/b/c", "1"), File("z", "2"));
        var partly = Hash(File("a/b/c", "1"), File("z", "2"));
        Assert.Equal(whole.ContentText, partly.ContentText);
    }

    [Fact]
    [Trait("row", "N3")]
    public void Files_that_were_never_read_make_it_incomplete()
    {
        var hash = Hash(Directory("."), File("a", "one", isRead: false), File("b", "two", verified: 86_400), File("c", "three", verified: 2 * 86_400));
        Assert.False(hash.IsComplete);
        Assert.Equal((3, 3, 1, 2, 86_400, 2 * 86_400), (hash.Entries, hash.Files, hash.Unread, hash.Verified, hash.OldestVerified, hash.NewestVerified));
        Assert.Equal(11, hash.Bytes);
    }

    [Fact]
    public void Rows_out_of_order_are_refused()
    {
        var wrong = Assert.Throws<InvalidDataException>(() => Hash(Directory("."), File("b", "1"), File("a", "2")));
        Assert.Contains("a after b", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_sorts_before_its_sister_directory_stays_outside_of_it()
    {
        var nodes = new List<string>();
        var hash = Hash(Fidelity.Full, node => nodes.Add(node.Path.ToString()), Directory("."), File("a-b", "1"), Directory("a"), File("a/x", "2"), File("a0", "3"));
        Assert.Equal(["a", "."], nodes);
        Assert.Equal(4, hash.Entries);
    }

    private static byte[] Node(string which, byte[] own, byte[] records) =>
        SHA256.HashData([.. Encoding.ASCII.GetBytes($"holdfast root hash 1 {which}\n"), .. own, .. records]);

    private static byte[] Record(byte kind, string name, byte[] value) => [kind, .. Int(name.Length), .. Encoding.UTF8.GetBytes(name), .. Int(value.Length), .. value];

    private static byte[] Int(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }

    private static byte[] Long(long value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return bytes;
    }
}
