namespace Holdfast.Bench;

/// <summary>The trees, the loop-mounted file systems and the state a comparison runs on; cleared away at the end.</summary>
internal sealed class Lab : IDisposable
{
    private readonly List<string> _mounted = [];
    private S3Server? _s3;
    private SshServer? _ssh;

    public Lab(Options options)
    {
        Options = options;
        Directory.CreateDirectory(options.Work);
    }

    public Options Options { get; }

    public string Holdfast => Options.Holdfast;

    /// <summary>The source: a tree that is there, or one made once and kept.</summary>
    public string Source()
    {
        if (Options.Tree == "system") return SystemTree();
        if (Options.Tree is { } tree) return tree;
        var path = Path.Combine(Options.Work, $"source-{Options.Files}");
        if (Directory.Exists(path)) return path;
        Console.WriteLine($"making {Options.Files:N0} files in {path}");
        MakeTree(path, Options.Files);
        return path;
    }

    // A real tree: what the distribution installed.
    private string SystemTree()
    {
        var path = Path.Combine(Options.Work, "source-system");
        if (!Directory.Exists(path)) Shell.Run($"mkdir {path} && cp -a /usr/share /usr/lib {path}/ && sync -f {path}");
        return path;
    }

    /// <summary>A fresh ext4 in a file, mounted.</summary>
    public string Fresh(string name, string size = "12G")
    {
        var mount = Path.Combine(Options.Work, "mnt-" + name);
        var image = Path.Combine(Options.Work, name + ".img");
        Unmount(mount);
        Directory.CreateDirectory(mount);
        Shell.Run($"rm -f {image} && truncate -s {size} {image} && mkfs.ext4 -q -F -E lazy_itable_init=0,lazy_journal_init=0 -i 4096 {image} && mount -o loop {image} {mount} && sync -f {mount}");
        _mounted.Add(mount);
        return mount;
    }

    /// <summary>A fresh file system in memory.</summary>
    public string FreshMemory(string name)
    {
        var mount = Path.Combine(Options.Work, "mem-" + name);
        Unmount(mount);
        Directory.CreateDirectory(mount);
        Shell.Run($"mount -t tmpfs -o size=16G,nr_inodes=0,mode=0755 bench {mount}");
        _mounted.Add(mount);
        return mount;
    }

    /// <summary>A configuration and an empty state of their own.</summary>
    public string Config(string name, string text)
    {
        var directory = Path.Combine(Options.Work, "cfg-" + name);
        Shell.Run($"rm -rf {directory} && mkdir -p -m 0700 {directory}/state");
        File.WriteAllText(Path.Combine(directory, "holdfast.yaml"), text);
        return $"--config {directory}/holdfast.yaml --state {directory}/state";
    }

    public static string Mirror(string source, string destination) => $$"""
        stores:
          a: { kind: local, path: {{source}} }
          b: { kind: local, path: {{destination}} }
        jobs:
          mirror: { kind: mirror, from: a, to: [b] }

        """;

    public static string Permissions(string tree) => $$"""
        stores:
          lab: { kind: local, path: {{tree}} }
        jobs:
          permissions: { kind: permissions, store: lab, owner: "1001:999", directories: "775", files: "664" }

        """;

    /// <summary>The S3 server, started when it is first asked for.</summary>
    public S3Server S3() => _s3 ??= new S3Server(this);

    /// <summary>The SSH server, started when it is first asked for.</summary>
    public SshServer Ssh() => _ssh ??= new SshServer(this);

    public void Dispose()
    {
        _s3?.Dispose();
        _ssh?.Dispose();
        foreach (var mount in _mounted.ToArray()) Unmount(mount);
        foreach (var image in Directory.GetFiles(Options.Work, "*.img")) File.Delete(image);
    }

    private void Unmount(string mount)
    {
        if (!_mounted.Remove(mount) && !File.ReadAllText("/proc/mounts").Contains($" {mount} ", StringComparison.Ordinal)) return;
        Shell.Run($"umount {mount}");
    }

    /// <summary>Directories of about 50 files, sizes as people's trees have them: many small, few large, about 5.5 KB on average.</summary>
    private static void MakeTree(string path, int files)
    {
        var random = new Random(42);
        var block = new byte[1 << 20];
        random.NextBytes(block);
        for (var i = 0; i < files; i++)
        {
            var directory = Path.Combine(path, $"d{i / 2500:d3}", $"s{i / 50 % 50:d2}");
            if (i % 50 == 0) Directory.CreateDirectory(directory);
            var size = (int)Math.Min(block.Length, Math.Exp(random.NextDouble() * 5.2 + 5.2));
            if (random.Next(2000) == 0) size = 900_000;
            using var file = new FileStream(Path.Combine(directory, $"f{i:d7}.dat"), FileMode.CreateNew);
            file.Write(block, random.Next(block.Length - size + 1), size);
        }
        Shell.Run($"sync -f {path}");
    }
}
