namespace Holdfast.TestKit.Clouds.Sftp;

/// <summary>How a request ends (section 7 of the draft), thrown where it is no success.</summary>
internal sealed class SftpRefusal(uint code, string words) : Exception(words)
{
    public const uint EndOfFile = 1;
    public const uint NoSuchFile = 2;
    public const uint Denied = 3;
    public const uint Failure = 4;
    public const uint BadMessage = 5;
    public const uint NoConnection = 6;
    public const uint ConnectionLost = 7;
    public const uint Unsupported = 8;

    public uint Code => code;
}

/// <summary>The server's file system, in memory. Links on the way to a name are followed; it refuses in the words that OpenSSH's server has.</summary>
internal sealed class SftpDisk(TimeProvider time)
{
    private const int LongestName = 255;
    private const int MostLinks = 20;

    public SftpNode Root { get; } = new(SftpNode.Directory) { Mode = 0x1ED };

    /// <summary>Every file that has a name.</summary>
    public IEnumerable<SftpNode> Files => All(Root).Where(node => node.Kind == SftpNode.File).Distinct();

    /// <summary>Seconds since 1970.</summary>
    public uint Now => (uint)time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>All that was not made durable is gone.</summary>
    /// <param name="keepsSizes">Whether files are as long as they were, with zeros in place of what is gone.</param>
    public void CutPower(bool keepsSizes)
    {
        foreach (var file in Files) file.Revert(keepsSizes);
    }

    /// <summary>What stands under a name; a link at its end is followed when that is asked.</summary>
    public SftpNode Find(string path, bool follow)
    {
        var (directory, name) = Parent(path);
        var node = name.Length == 0 ? directory : directory.Names.GetValueOrDefault(name) ?? throw NoSuchFile();
        return follow && node.Kind == SftpNode.Link ? Find(Resolve(path), follow: false) : node;
    }

    /// <summary>The directory above a name, and the name.</summary>
    public (SftpNode Directory, string Name) Parent(string path)
    {
        var parts = Parts(Resolve(Above(path)));
        var directory = Root;
        foreach (var part in parts)
        {
            directory = directory.Names.GetValueOrDefault(part) ?? throw NoSuchFile();
            if (directory.Kind != SftpNode.Directory) throw NoSuchFile();
        }
        var name = Parts(path).LastOrDefault("");
        return name.Length <= LongestName ? (directory, name) : throw new SftpRefusal(SftpRefusal.BadMessage, "Bad message");
    }

    /// <summary>The absolute path a path leads to; its last part need not be there.</summary>
    public string Resolve(string path)
    {
        var left = new Stack<string>(Parts(path).Reverse());
        var (way, nodes, links) = (new List<string>(), new List<SftpNode> { Root }, 0);
        while (left.TryPop(out var part))
        {
            if (part == "..")
            {
                if (way.Count == 0) continue;
                way.RemoveAt(way.Count - 1);
                nodes.RemoveAt(nodes.Count - 1);
                continue;
            }
            if (nodes[^1].Kind != SftpNode.Directory) throw NoSuchFile();
            if (nodes[^1].Names.GetValueOrDefault(part) is not { } node)
            {
                if (left.Count > 0) throw NoSuchFile();
                return "/" + string.Join('/', way.Append(part));
            }
            if (node.Kind == SftpNode.Link)
            {
                if (++links > MostLinks) throw NoSuchFile();
                if (node.Target.StartsWith('/')) (way, nodes) = ([], [Root]);
                foreach (var piece in Parts(node.Target).Reverse()) left.Push(piece);
                continue;
            }
            way.Add(part);
            nodes.Add(node);
        }
        return "/" + string.Join('/', way);
    }

    /// <summary>Puts something under a name that must be free.</summary>
    public void Add(string path, SftpNode node)
    {
        var (directory, name) = Parent(path);
        if (name.Length == 0 || !directory.Names.TryAdd(name, node)) throw Failure();
        directory.Mtime = Now;
    }

    /// <summary>Takes a name away: a directory's when it is empty, or anything else's.</summary>
    public void Remove(string path, bool isDirectory)
    {
        var (directory, name) = Parent(path);
        var node = directory.Names.GetValueOrDefault(name) ?? throw NoSuchFile();
        if (isDirectory && node.Kind != SftpNode.Directory) throw NoSuchFile();
        if (node.Kind == SftpNode.Directory && (!isDirectory || node.Names.Count > 0)) throw Failure();
        directory.Names.Remove(name);
        directory.Mtime = Now;
    }

    /// <summary>Gives another name, over what stands there when that is asked.</summary>
    public void Rename(string from, string to, bool over)
    {
        var ((old, oldName), (target, name)) = (Parent(from), Parent(to));
        var node = old.Names.GetValueOrDefault(oldName) ?? throw NoSuchFile();
        if (target.Names.GetValueOrDefault(name) is { } there)
        {
            if (!over || (there.Kind == SftpNode.Directory) != (node.Kind == SftpNode.Directory) || there.Names.Count > 0) throw Failure();
            // Two names of one file stay as they are.
            if (ReferenceEquals(there, node)) return;
        }
        if (node.Kind == SftpNode.Directory && (Resolve(Above(to)) + "/").StartsWith(Resolve(from) + "/", StringComparison.Ordinal)) throw Failure();
        old.Names.Remove(oldName);
        target.Names[name] = node;
        (old.Mtime, target.Mtime) = (Now, Now);
    }

    public static SftpRefusal NoSuchFile() => new(SftpRefusal.NoSuchFile, "No such file");

    public static SftpRefusal Failure(string words = "Failure") => new(SftpRefusal.Failure, words);

    private static string Above(string path) => path.TrimEnd('/').LastIndexOf('/') is > 0 and var end ? path[..end] : "/";

    private static string[] Parts(string path) => [.. path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(part => part != ".")];

    private static IEnumerable<SftpNode> All(SftpNode node) => node.Names.Values.SelectMany(All).Prepend(node);
}
