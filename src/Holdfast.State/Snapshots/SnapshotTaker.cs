using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Holdfast.State.Sqlite;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.State.Snapshots;

/// <summary>
/// Takes a snapshot of a database that others are at work on: all of one state that existed, page by page as it was. It is only read, with
/// the locks every user of it respects; nothing is written beside it, no log is taken back into it, no journal rolled back.
/// </summary>
/// <param name="place">Where it is, and where the snapshot goes.</param>
/// <param name="time">The clock.</param>
/// <param name="beat">Called now and then while it goes on.</param>
public sealed class SnapshotTaker(SnapshotPlace place, TimeProvider time, Action beat)
{
    private const int HeaderSize = 100;
    private const int StepBytes = 8 << 20;
    private const int Unheld = 3;
    private const long SmallBytes = 32L << 20;
    private const int CounterAt = 24;
    private const int SchemaAt = 40;
    private const int ValidAt = 92;
    private const int VersionAt = 96;
    private static readonly TimeSpan LongestHold = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenBeats = TimeSpan.FromSeconds(5);

    /// <summary>Takes it.</summary>
    /// <exception cref="SnapshotException">It could not be taken.</exception>
    public void Take()
    {
        HeldVfs.Use();
        HeldVfs.MayWriteBelow(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{place.Target}/"));
        using (var database = OpenSource())
        {
            Begin(database);
            if (database.Column("PRAGMA journal_mode") is ["wal"]) TakeBesideLog(database);
            else TakeBesideJournal(database);
        }
        Check();
    }

    private string Target => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{place.Target}/{place.TargetName}");

    // Whoever writes to a log waits for no reader, and the state that was begun with stays.
    private void TakeBesideLog(SnapshotConnection database)
    {
        Copy(database, TimeSpan.MaxValue);
        // The copying notes things of its own in the first page, which would make each copy another one.
        var (there, header) = (Header(), new byte[HeaderSize]);
        using var copy = OpenCopy();
        RandomAccess.Read(copy, header, 0);
        // By these two being the same, readers trust the size that stands between them.
        there.AsSpan(CounterAt, 4).CopyTo(header.AsSpan(CounterAt));
        there.AsSpan(CounterAt, 4).CopyTo(header.AsSpan(ValidAt));
        there.AsSpan(VersionAt, 4).CopyTo(header.AsSpan(VersionAt));
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(SchemaAt), (int)database.Scalar("PRAGMA schema_version"));
        RandomAccess.Write(copy, header, 0);
    }

    // Who writes beside a journal waits for readers. So a large database is first copied in steps between which others may write; when
    // they do, it begins anew. The last try keeps them waiting, for a while.
    private void TakeBesideJournal(SnapshotConnection database)
    {
        for (var tried = 0; RandomAccess.GetLength(Own) > SmallBytes && tried < Unheld; tried++)
        {
            var before = Header();
            database.Execute("COMMIT");
            var copied = Copy(database, TimeSpan.MaxValue);
            Begin(database);
            if (!copied || !Counter(Header()).SequenceEqual(Counter(before))) continue;
            Dress();
            return;
        }
        if (!Copy(database, LongestHold)) throw new SnapshotException(SnapshotFault.Busy, $"it is changed all the time, and copying it would keep its users waiting for more than {LongestHold.TotalSeconds:0} s");
        Dress();
    }

    /// <summary>Makes the copy what the file is, to the last byte, while nobody may change the file.</summary>
    private void Dress()
    {
        using var copy = OpenCopy();
        RandomAccess.Write(copy, Header(), 0);
        var length = RandomAccess.GetLength(Own);
        if (RandomAccess.GetLength(copy) < length) RandomAccess.SetLength(copy, length);
    }

    // False when it took too long.
    private bool Copy(SnapshotConnection database, TimeSpan longest)
    {
        File.Delete(Target);
        var pages = (int)Math.Max(1, StepBytes / database.Scalar("PRAGMA page_size"));
        using var copy = SnapshotConnection.Create(Target);
        using var copying = new SnapshotCopy(database, copy);
        var (began, most) = (time.GetTimestamp(), 0L);
        for (var steps = 0L; copying.Step(pages); steps++)
        {
            beat();
            // Each time somebody writes meanwhile it begins anew by itself: that must not go on for ever.
            if (steps == 0) most = 3 * (copying.Pages / pages + 8);
            if (steps > most || (longest != TimeSpan.MaxValue && time.GetElapsedTime(began) > longest)) return false;
        }
        return true;
    }

    private void Check()
    {
        using var beats = time.CreateTimer(_ => beat(), null, BetweenBeats, BetweenBeats);
        using var copy = SnapshotConnection.Open($"file:{Target}?immutable=1");
        IReadOnlyList<string> problems;
        try { problems = copy.Column("PRAGMA quick_check(3)"); }
        catch (SnapshotException e) when (e.Fault == SnapshotFault.Failed)
        {
            // It needs something of the program it belongs to, such as an order of words; its pages are all there.
            return;
        }
        if (problems is not ["ok"]) throw new SnapshotException(SnapshotFault.Damaged, $"it is damaged: {string.Join("; ", problems)}");
    }

    private static void Begin(SnapshotConnection database)
    {
        database.Execute("BEGIN");
        _ = database.Scalar("PRAGMA schema_version");
    }

    private SnapshotConnection OpenSource()
    {
        var name = new StringBuilder();
        foreach (var b in place.Name.Span) name.Append(CultureInfo.InvariantCulture, $"%{b:x2}");
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{place.Directory}/");
        return SnapshotConnection.Open($"file:{path}{name}{(place.IsOurs ? "" : "?readonly_shm=1")}", place.IsOurs);
    }

    private SafeFileHandle Own => new(place.File, ownsHandle: false);

    private byte[] Header()
    {
        var header = new byte[HeaderSize];
        return RandomAccess.Read(Own, header, 0) == HeaderSize ? header : throw new SnapshotException(SnapshotFault.Busy, "it was cut short meanwhile");
    }

    private static ReadOnlySpan<byte> Counter(byte[] header) => header.AsSpan(CounterAt, 4);

    private SafeFileHandle OpenCopy() => File.OpenHandle(Target, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
}
