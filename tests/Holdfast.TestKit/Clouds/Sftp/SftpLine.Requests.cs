namespace Holdfast.TestKit.Clouds.Sftp;

/// <content>What the requests do.</content>
internal sealed partial class SftpLine
{
    private const int Hello = 1;
    private const int Version = 2;
    private const int Status = 101;
    private const int Handle = 102;
    private const int Data = 103;
    private const int Name = 104;
    private const int Attributes = 105;
    private const int ExtendedReply = 201;
    private const int NamesAtOnce = 3;
    private const ulong Piece = 8 << 10;
    private const ulong Blocks = 1 << 20;

    private readonly Dictionary<string, Opened> _handles = new(StringComparer.Ordinal);
    private int _lastHandle;

    /// <summary>Carries a request out.</summary>
    /// <returns>Its answer.</returns>
    public byte[] Do(SftpRequest request)
    {
        try { return Answer(request) ?? Told(request, 0, "Success"); }
        catch (SftpRefusal e) { return Told(request, e.Code, e.Message); }
    }

    /// <summary>An answer that tells how a request ended.</summary>
    public static byte[] Told(SftpRequest request, uint code, string words) => new WireWriter(Status, request.Number).UInt32(code).Text(words).Text("").Packet;

    /// <summary>The file a request is about that was opened; null when it was not, or is closed.</summary>
    public SftpNode? Open(SftpRequest request) => _handles.GetValueOrDefault(request.About)?.Node;

    /// <summary>Whether the file a request is about was opened to be written.</summary>
    public bool IsWritten(SftpRequest request) => _handles.GetValueOrDefault(request.About) is { Writes: true };

    /// <summary>Forgets what was opened, as if it had never been.</summary>
    public void Forget(SftpRequest request) => _handles.Remove(request.About);

    /// <summary>Puts the name that was listed last before those that are still to be listed.</summary>
    public void ListAgain(SftpRequest request)
    {
        if (_handles.GetValueOrDefault(request.About) is { Listed: { } listed } opened) opened.Left.Insert(0, listed);
    }

    /// <summary>Answers a request to read with less than there is.</summary>
    public byte[] DoShort(SftpRequest request, Random random)
    {
        var fields = request.Fields;
        var (handle, offset, length) = (fields.Text(), fields.UInt64(), fields.UInt32());
        var fewer = new WireWriter(5, request.Number).Text(handle).UInt64(offset).UInt32((uint)random.Next(1, (int)Math.Min(length, Piece)));
        return Do(SftpRequest.Of(fewer.Packet));
    }

    private byte[]? Answer(SftpRequest request) => request.Act switch
    {
        SftpAct.Open => Open(request, request.Fields),
        SftpAct.OpenDirectory => OpenDirectory(request),
        SftpAct.Close => _handles.Remove(request.About) ? null : throw SftpDisk.Failure(),
        SftpAct.Read => Read(request, request.Fields),
        SftpAct.Write => Write(request.Fields),
        SftpAct.LStat => Shown(request, Disk.Find(request.About, follow: false)),
        SftpAct.Stat => Shown(request, Disk.Find(request.About, follow: true)),
        SftpAct.FStat => Shown(request, At(request.About).Node),
        SftpAct.SetStat => Set(request.Fields, path => Disk.Find(path, follow: true)),
        SftpAct.LSetStat => Set(request.Fields, path => Disk.Find(path, follow: false)),
        SftpAct.FSetStat => Set(request.Fields, handle => At(handle).Node),
        SftpAct.ReadDirectory => List(request),
        SftpAct.Remove => Done(() => Disk.Remove(request.About, isDirectory: false)),
        SftpAct.RemoveDirectory => Done(() => Disk.Remove(request.About, isDirectory: true)),
        SftpAct.MakeDirectory => MakeDirectory(request.Fields),
        SftpAct.RealPath => new WireWriter(Name, request.Number).UInt32(1).Text(Disk.Resolve(request.About)).Text("").UInt32(0).Packet,
        SftpAct.Rename => Pair(request, (from, to) => Disk.Rename(from, to, over: false)),
        SftpAct.PosixRename => Pair(request, (from, to) => Disk.Rename(from, to, over: true)),
        SftpAct.HardLink => Pair(request, (from, to) => Disk.Add(to, Disk.Find(from, follow: false))),
        SftpAct.Symlink => Pair(request, (target, path) => Disk.Add(path, new SftpNode(SftpNode.Link) { Mode = 0x1FF, Target = target, Mtime = Disk.Now })),
        SftpAct.ReadLink => new WireWriter(Name, request.Number).UInt32(1).Text(Link(request.About).Target).Text("").UInt32(0).Packet,
        SftpAct.CopyData => Copy(request.Fields),
        SftpAct.FSync => Done(() => At(request.About).Node.Sync()),
        SftpAct.StatVfs => Room(request),
        SftpAct.Limits => new WireWriter(ExtendedReply, request.Number).UInt64(256 << 10).UInt64(Piece).UInt64(Piece).UInt64(1019).Packet,
        _ => throw new SftpRefusal(SftpRefusal.Unsupported, "Operation unsupported"),
    };

    private SftpDisk Disk => _server.Disk;

    private static byte[] Shown(SftpRequest request, SftpNode node) => new WireWriter(Attributes, request.Number).Attributes(node).Packet;

    private static byte[]? Done(Action act)
    {
        act();
        return null;
    }

    private byte[]? Pair(SftpRequest request, Action<string, string> act)
    {
        if (request.Act is not (SftpAct.Rename or SftpAct.PosixRename)) NeedRoom();
        var fields = request.Fields;
        act(fields.Text(), fields.Text());
        return null;
    }

    private byte[] Open(SftpRequest request, WireReader fields)
    {
        var (path, flags, wanted) = (fields.Text(), fields.UInt32(), fields.Attributes());
        var (writes, creates, isNew) = ((flags & 2) != 0, (flags & 8) != 0, (flags & 32) != 0);
        SftpNode? node = null;
        try { node = Disk.Find(path, follow: !isNew); }
        catch (SftpRefusal e) when (e.Code == SftpRefusal.NoSuchFile && creates) { /* it is made */ }
        if (node is not null && (isNew || node.Kind != SftpNode.File)) throw SftpDisk.Failure();
        if (node is null)
        {
            NeedRoom();
            node = new SftpNode(SftpNode.File) { Mode = wanted.Mode & 0xFFF ?? 0x1A4, Mtime = Disk.Now };
            Disk.Add(Disk.Resolve(path), node);
        }
        return Given(request, new Opened(node, writes, []));
    }

    private byte[] OpenDirectory(SftpRequest request)
    {
        var node = Disk.Find(request.About, follow: true);
        if (node.Kind != SftpNode.Directory) throw SftpDisk.NoSuchFile();
        return Given(request, new Opened(node, false, [(".", node), ("..", node), .. node.Names.Select(pair => (pair.Key, pair.Value))]));
    }

    private byte[] Given(SftpRequest request, Opened opened)
    {
        var word = $"h{++_lastHandle}";
        _handles[word] = opened;
        return new WireWriter(Handle, request.Number).Text(word).Packet;
    }

    private byte[] Read(SftpRequest request, WireReader fields)
    {
        var (node, offset, length) = (At(fields.Text()).Node, (long)fields.UInt64(), fields.UInt32());
        if (offset >= node.Size) throw new SftpRefusal(SftpRefusal.EndOfFile, "End of file");
        var bytes = node.Data.GetBuffer().AsSpan((int)offset, (int)Math.Min(node.Size - offset, Math.Min(length, (long)Piece)));
        _server.Read += bytes.Length;
        return new WireWriter(Data, request.Number).Bytes(bytes).Packet;
    }

    private byte[]? Write(WireReader fields)
    {
        var (opened, offset, bytes) = (At(fields.Text()), (long)fields.UInt64(), fields.Bytes());
        if (!opened.Writes) throw new SftpRefusal(SftpRefusal.Denied, "Permission denied");
        NeedRoom();
        opened.Node.Write(offset, bytes);
        opened.Node.Mtime = Disk.Now;
        _server.Written += bytes.Length;
        return null;
    }

    private static byte[]? Set(WireReader fields, Func<string, SftpNode> find)
    {
        var (node, wanted) = (find(fields.Text()), fields.Attributes());
        if (wanted.Size is { } size) node.Data.SetLength(size);
        if (wanted.Owner is { } owner) (node.Uid, node.Gid) = owner;
        if (wanted.Mode is { } mode) node.Mode = mode & 0xFFF;
        if (wanted.Mtime is { } mtime) node.Mtime = mtime;
        return null;
    }

    private byte[] List(SftpRequest request)
    {
        var opened = At(request.About);
        if (opened.Left.Count == 0) throw new SftpRefusal(SftpRefusal.EndOfFile, "End of file");
        var page = opened.Left.Take(NamesAtOnce).ToArray();
        opened.Left.RemoveRange(0, page.Length);
        opened.Listed = page[^1];
        var answer = new WireWriter(Name, request.Number).UInt32((uint)page.Length);
        foreach (var (name, node) in page) _ = _server.Faults?.TellsAttributes(this) == false ? answer.Text(name).Text(name).UInt32(0) : answer.Text(name).Text(name).Attributes(node);
        return answer.Packet;
    }

    private byte[]? MakeDirectory(WireReader fields)
    {
        NeedRoom();
        var path = fields.Text();
        Disk.Add(path, new SftpNode(SftpNode.Directory) { Mode = fields.Attributes().Mode & 0xFFF ?? 0x1ED, Mtime = Disk.Now });
        return null;
    }

    private byte[]? Copy(WireReader fields)
    {
        var (from, at, length, to, offset) = (At(fields.Text()).Node, (int)fields.UInt64(), (long)fields.UInt64(), At(fields.Text()).Node, (long)fields.UInt64());
        NeedRoom();
        to.Write(offset, from.Data.GetBuffer().AsSpan(at, (int)Math.Min(from.Size - at, length)));
        return null;
    }

    private byte[] Room(SftpRequest request)
    {
        _ = Disk.Find(request.About, follow: true);
        var free = _server.IsFull ? 0 : Blocks;
        var answer = new WireWriter(ExtendedReply, request.Number);
        foreach (var number in new ulong[] { 4096, 4096, Blocks, free, free, Blocks, free, free, 7, 0, 255 }) answer.UInt64(number);
        return answer.Packet;
    }

    private SftpNode Link(string path) => Disk.Find(path, follow: false) is { Kind: SftpNode.Link } link ? link : throw new SftpRefusal(SftpRefusal.BadMessage, "Bad message");

    private Opened At(string handle) => _handles.GetValueOrDefault(handle) ?? throw SftpDisk.Failure("Failure");

    private void NeedRoom()
    {
        if (_server.IsFull) throw SftpDisk.Failure("No space left on device");
    }

    private sealed class Opened(SftpNode node, bool writes, List<(string Name, SftpNode Node)> left)
    {
        public SftpNode Node => node;

        public bool Writes => writes;

        /// <summary>Names that are still to be listed.</summary>
        public List<(string Name, SftpNode Node)> Left => left;

        /// <summary>The name that was listed last.</summary>
        public (string Name, SftpNode Node)? Listed { get; set; }
    }
}
