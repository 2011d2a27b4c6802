using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Holdfast.TestKit;

namespace Holdfast.Integration.Hostile;

/// <summary>
/// A tree beside the one that is worked on. Whatever happens there, nothing here may change: content, owner, mode, times,
/// names and numbers of names are taken down before and compared after.
/// </summary>
internal sealed class Canary
{
    /// <summary>What every file in it holds.</summary>
    public const string Secret = "canary: nobody may read or write this through a tree\n";

    private readonly SortedDictionary<string, string> _before;

    /// <summary>Makes one in an empty directory.</summary>
    public Canary(string path)
    {
        Path = path;
        foreach (var directory in new[] { "dir", "dir/sub", "shared" }) Posix.Mkdir(At(directory), 0x1ED);
        foreach (var file in new[] { "file", "readable", "set-uid", "set-gid", "dir/secret", "dir/file", "dir/sub/file", "shared/file" }) Posix.WriteFile(At(file), Encoding.UTF8.GetBytes(Secret));
        Posix.Symlink("file"u8.ToArray(), At("link"));
        Posix.Chmod(At("file"), 0x180);
        Posix.Chmod(At("readable"), 0x1A4);
        Posix.Chmod(At("dir/secret"), 0x180);
        Posix.Chmod(At("set-uid"), 0x9ED);
        Posix.Chmod(At("set-gid"), 0x5ED);
        Posix.Chmod(At("shared"), 0x5FD);
        _before = Look([]);
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Names of files to which a test itself makes hard links: that changes their number of names and their status time, and nothing else.</summary>
    public HashSet<string> Linked { get; } = [];

    /// <summary>A path in it for system calls.</summary>
    public byte[] At(string name) => Posix.Join(Path, Encoding.UTF8.GetBytes(name));

    /// <summary>What is not as it was; empty when all is well.</summary>
    public IReadOnlyList<string> Differences()
    {
        var before = Linked.Count == 0 ? _before : Strip(_before);
        var now = Linked.Count == 0 ? Look([]) : Strip(Look([]));
        return [.. before.Keys.Union(now.Keys).Where(name => before.GetValueOrDefault(name) != now.GetValueOrDefault(name))
            .Select(name => $"{name}: was {before.GetValueOrDefault(name) ?? "absent"}, is {now.GetValueOrDefault(name) ?? "absent"}")];
    }

    private SortedDictionary<string, string> Strip(SortedDictionary<string, string> look) =>
        new(look.ToDictionary(p => p.Key, p => Linked.Contains(p.Key) ? p.Value[..p.Value.IndexOf(" links=", StringComparison.Ordinal)] : p.Value), StringComparer.Ordinal);

    private SortedDictionary<string, string> Look(SortedDictionary<string, string> into, string below = "")
    {
        var status = Posix.Lstat(At(below)) ?? throw new IOException($"the canary's {below} is gone");
        var content = status.IsFile ? Digest(At(below)) : status.IsSymlink ? Encoding.UTF8.GetString(Posix.Readlink(At(below))) : "";
        into[below] = string.Create(CultureInfo.InvariantCulture,
            $"inode={status.Inode} mode={Convert.ToString(status.Mode, 8)} owner={status.Uid}:{status.Gid} size={status.Size} mtime={status.Mtime} content={content} links={status.Links} ctime={status.Ctime}");
        if (!status.IsDirectory) return into;
        foreach (var name in Posix.Names(At(below)).Select(Encoding.UTF8.GetString)) Look(into, below.Length == 0 ? name : $"{below}/{name}");
        return into;
    }

    private static string Digest(byte[] path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Posix.ReadFile(path, (buffer, length) => hash.AppendData(buffer, 0, length));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
