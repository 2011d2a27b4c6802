using FsCheck;
using FsCheck.Fluent;
using Holdfast.Engine.Model;
using System.Collections.Immutable;

namespace Holdfast.Tests.Engine.Recording;

/// <summary>Random values of the model: every field, with its extremes.</summary>
internal static class Generators
{
    private static readonly Gen<long> Longs = Gen.OneOf(Gen.Elements(0, 1, -1, long.MinValue, long.MaxValue, 1_763_700_000_123_456_789), Number());
    private static readonly Gen<int> Ints = Gen.OneOf(Gen.Elements(0, -1, int.MinValue, int.MaxValue), Gen.Choose(0, 70000));
    private static readonly Gen<int> Modes = Gen.OneOf(Gen.Choose(0, 0xfff), Gen.Elements(int.MaxValue, int.MinValue, -1));
    private static readonly Gen<bool> Bools = Gen.Elements(true, false);
    private static readonly Gen<byte[]> Bytes = Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value));
    private static readonly Gen<string> Texts = Gen.ArrayOf(Gen.Elements("a", "\"", "\\", "\n", "\0", "é", "\u2028", "\U0001F600", " ", "/")).Select(string.Concat);

    /// <summary>Components of names, with what sorts beside a slash.</summary>
    private static readonly Gen<string> Components = Gen.Elements("a", "a.b", "a-b", "a0", "a b", "é", "\n", "\"", "...", "b", "日本");

    public static Gen<TreePath> Paths { get; } = Gen.OneOf(
        Gen.ArrayOf(Components).Select(parts => TreePath.From(string.Join('/', parts))),
        Bytes.Select(bytes => TreePath.FromBytes([(byte)'x', .. bytes.Where(value => value is not (0 or (byte)'/')), 0xff])));

    public static Gen<Operation> Operations { get; } =
        from seq in Longs
        from kind in Gen.Elements(Enum.GetValues<OperationKind>())
        from path in Paths
        from other in Maybe(Paths.Select(value => (object)value))
        from reason in Texts
        from source in Maybe(Entries)
        from destination in Maybe(Entries)
        from baseline in Maybe(Baselines)
        from metadata in Maybe(Metadatas)
        from compare in Bools
        select new Operation
        {
            Seq = seq, Kind = kind, Path = path, From = (TreePath?)other, Reason = reason, Source = source, Destination = destination, Baseline = baseline, Metadata = metadata, CompareContent = compare,
        };

    private static Gen<Xattrs> Attributes =>
        from names in Gen.ArrayOf(Texts)
        from value in Bytes
        from acl in Bools
        select new Xattrs(ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, names.Distinct().Select(name => KeyValuePair.Create(name, value.ToImmutableArray()))), acl);

    public static Gen<Entry> Entries =>
        from path in Paths
        from kind in Gen.Elements(Enum.GetValues<EntryKind>())
        from numbers in Gen.ArrayOf(Longs, 5)
        from ids in Gen.ArrayOf(Ints, 3)
        from mode in Modes
        from target in Bytes
        from xattrs in Maybe(Attributes)
        from mount in Bools
        from unlisted in Maybe(Texts)
        from unknown in Bools
        select new Entry
        {
            Path = path, Kind = kind, Size = numbers[0], Allocated = numbers[1], Mtime = numbers[2], Ctime = numbers[3], Inode = unchecked((ulong)numbers[4]), Mode = mode,
            Uid = ids[0], Gid = ids[1], Links = ids[2], Target = target, Xattrs = xattrs, IsMountPoint = mount, Unlisted = unlisted, IsSizeUnknown = unknown,
        };

    private static Gen<Stamp> Stamps =>
        from numbers in Gen.ArrayOf(Longs, 3)
        from ids in Gen.ArrayOf(Ints, 2)
        from mode in Modes
        select new Stamp(unchecked((ulong)numbers[0]), numbers[1], numbers[2], mode, ids[0], ids[1]);

    private static Gen<BaselineEntry> Baselines =>
        from path in Paths
        from kind in Gen.Elements(Enum.GetValues<EntryKind>())
        from numbers in Gen.ArrayOf(Longs, 2)
        from links in Ints
        from flags in Gen.ArrayOf(Bools, 3)
        from bytes in Gen.ArrayOf(Bytes, 2)
        from source in Stamps
        from other in Stamps
        from hash in Maybe(Gen.Elements(ContentHash.Empty, new ContentHash(HashKind.Sha256Sparse, new byte[32])))
        select new BaselineEntry
        {
            Path = path, Kind = kind, Size = numbers[0], VerifiedAt = numbers[1], Links = links, IsRacy = flags[0], WasMountPoint = flags[1], Target = bytes[0], XattrDigest = bytes[1],
            Source = source, Destination = flags[2] ? source with { Inode = other.Inode, Ctime = other.Ctime } : other, Hash = hash,
        };

    private static Gen<Metadata> Metadatas =>
        from parts in Gen.Choose(0, (int)MetadataParts.All)
        from mtime in Longs
        from ids in Gen.ArrayOf(Ints, 2)
        from mode in Modes
        from xattrs in Maybe(Attributes)
        select new Metadata { Parts = (MetadataParts)parts, Uid = ids[0], Gid = ids[1], Mode = mode, Mtime = mtime, Xattrs = xattrs };

    private static Gen<T?> Maybe<T>(Gen<T> gen) where T : class => Gen.OneOf(gen.Select(value => (T?)value), Gen.Constant((T?)null));

    private static Gen<long> Number() =>
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        select ((long)high << 32) ^ low;
}
