using Holdfast.Engine.Model;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>How a baseline entry stands in its row.</summary>
internal static class BaselineRows
{
    private const string Columns =
        "kind, size, mtime_ns, ctime_ns, inode, mode, uid, gid, destination_mtime_ns, destination_ctime_ns, destination_inode, destination_mode, "
        + "destination_uid, destination_gid, links, flags, verified_unix, hash_kind, hash, target, xattr_digest, placed_unix, gone_unix";

    public const string Select = $"SELECT key, {Columns} FROM baseline ";

    public const string Insert =
        $"INSERT INTO baseline (leg, key, {Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25) "
        + "ON CONFLICT DO NOTHING";

    public const string Update =
        $"UPDATE baseline SET ({Columns}) = (?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25) WHERE leg = ?1 AND key = ?2";

    public const string Delete = "DELETE FROM baseline WHERE leg = ?1 AND key = ?2";

    private const long Racy = 1, MountPoint = 2;

    public static Statement Bind(Statement statement, long leg, ReadOnlySpan<byte> key, BaselineEntry entry)
    {
        var (source, destination) = (entry.Source, entry.Destination);
        statement.Bind(1, leg).Bind(2, key).Bind(3, (long)entry.Kind).Bind(4, entry.Size).Bind(5, source.Mtime).Bind(6, source.Ctime)
            .Bind(7, unchecked((long)source.Inode)).Bind(8, source.Mode).Bind(9, source.Uid).Bind(10, source.Gid);
        BindDifferent(statement, 11, destination.Mtime, source.Mtime);
        BindDifferent(statement, 12, destination.Ctime, source.Ctime);
        BindDifferent(statement, 13, unchecked((long)destination.Inode), unchecked((long)source.Inode));
        BindDifferent(statement, 14, destination.Mode, source.Mode);
        BindDifferent(statement, 15, destination.Uid, source.Uid);
        BindDifferent(statement, 16, destination.Gid, source.Gid);
        statement.Bind(17, entry.Links).Bind(18, (entry.IsRacy ? Racy : 0) | (entry.WasMountPoint ? MountPoint : 0)).Bind(19, entry.VerifiedAt);
        statement.BindHash(20, entry.Hash);
        statement.BindMemory(22, entry.Target);
        statement.BindMemory(23, entry.XattrDigest);
        statement.Bind(24, entry.PlacedAt).Bind(25, entry.GoneAt);
        return statement;
    }

    public static BaselineEntry Read(Statement row)
    {
        var source = new Stamp(unchecked((ulong)row.Int64(5)), row.Int64(3), row.Int64(4), row.Int32(6), row.Int32(7), row.Int32(8));
        var flags = row.Int64(16);
        return new BaselineEntry
        {
            Path = Values.Path(row.Bytes(0)),
            Kind = (EntryKind)row.Int32(1),
            Size = row.Int64(2),
            Source = source,
            Destination = new Stamp(
                row.IsNull(11) ? source.Inode : unchecked((ulong)row.Int64(11)),
                row.Int64OrNull(9) ?? source.Mtime,
                row.Int64OrNull(10) ?? source.Ctime,
                (int)(row.Int64OrNull(12) ?? source.Mode),
                (int)(row.Int64OrNull(13) ?? source.Uid),
                (int)(row.Int64OrNull(14) ?? source.Gid)),
            Links = row.Int32(15),
            IsRacy = (flags & Racy) != 0,
            WasMountPoint = (flags & MountPoint) != 0,
            VerifiedAt = row.Int64(17),
            Hash = row.Hash(18),
            Target = row.Memory(20),
            XattrDigest = row.Memory(21),
            PlacedAt = row.Int64(22),
            GoneAt = row.Int64(23),
        };
    }

    private static void BindDifferent(Statement statement, int index, long value, long like)
    {
        if (value == like) statement.BindNull(index);
        else statement.Bind(index, value);
    }
}
