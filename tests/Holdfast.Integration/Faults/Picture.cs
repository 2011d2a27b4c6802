using System.Globalization;
using System.Security.Cryptography;
using Holdfast.Engine.Model;
using Holdfast.TestKit;

namespace Holdfast.Integration.Faults;

/// <summary>What lies in a directory: each file with its content's SHA-256, taken with calls that are not the product's.</summary>
internal sealed class Picture
{
    private readonly Dictionary<TreePath, (Posix.Status Status, string Hash)> _files = [];

    public IReadOnlyDictionary<TreePath, (Posix.Status Status, string Hash)> Files => _files;

    /// <summary>Directories and links too, in the order in which they were found.</summary>
    public List<string> Lines { get; } = [];

    /// <summary>Everything below a directory, without the store's own when it is a root.</summary>
    public static Picture Of(string directory)
    {
        var picture = new Picture();
        if (Posix.Lstat(Posix.Join(directory, default)) is not null) picture.Walk(directory, TreePath.Root);
        picture.Lines.Sort(StringComparer.Ordinal);
        return picture;
    }

    private void Walk(string directory, TreePath path)
    {
        foreach (var name in Posix.Names(Posix.Join(directory, path.Bytes)))
        {
            var below = path.Child(name);
            if (path.IsRoot && name.AsSpan().SequenceEqual(".holdfast"u8)) continue;
            var place = Posix.Join(directory, below.Bytes);
            var status = Posix.Lstat(place)!;
            var hash = status.IsFile ? Hash(place) : status.IsSymlink ? TreePath.Show(Posix.Readlink(place)) : "";
            if (!status.IsDirectory) _files[below] = (status, hash);
            Lines.Add(Line(below, status, hash, status.IsSymlink ? "" : Scene.Attribute(place)));
            if (status.IsDirectory) Walk(directory, below);
        }
    }

    private static string Line(TreePath path, Posix.Status status, string hash, string attribute)
    {
        var mode = status.IsSymlink ? 0 : status.Mode;
        var (size, links) = status.IsFile ? (status.Size, status.Links) : (0, 0);
        return string.Create(CultureInfo.InvariantCulture, $"{path} {mode:x} {status.Uid}:{status.Gid} {status.Mtime} {size} {hash} {attribute} {links}");
    }

    private static string Hash(byte[] place)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Posix.ReadFile(place, (buffer, length) => hash.AppendData(buffer, 0, length));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
