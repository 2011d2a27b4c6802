using System.Security.Cryptography;
using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>What a name on Drive stands for in a tree.</summary>
internal enum DriveKind : byte
{
    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A file with content of its own.</summary>
    File,

    /// <summary>A document that is taken in another format.</summary>
    Document,

    /// <summary>A symbolic link that this program put there.</summary>
    Link,

    /// <summary>A shortcut.</summary>
    Shortcut,

    /// <summary>Something that no format can be had of: a form, a site, a map.</summary>
    Unexportable,
}

/// <summary>One file, folder, document or shortcut, as little of it as a listing needs: some 450 bytes with its id and name.</summary>
internal sealed class DriveNode
{
    public required string Id { get; init; }

    /// <summary>Its name, legal in a tree, before colliders are told apart.</summary>
    public required string Base { get; init; }

    public required DriveKind Kind { get; init; }

    /// <summary>Id of the folder it stands in.</summary>
    public string? ParentId { get; set; }

    public long Size { get; init; }
    public long Mtime { get; set; }
    public int Mode { get; set; }
    public int Uid { get; set; }
    public int Gid { get; set; }

    /// <summary>Number that stands for the object and its content.</summary>
    public ulong Inode { get; init; }

    /// <summary>Where a link points, or the id of what a shortcut points to.</summary>
    public byte[]? Target { get; init; }

    /// <summary>The folder it stands in; null for the root, and for what is not reached from it.</summary>
    public DriveNode? Parent { get; set; }

    /// <summary>What stands in this folder, by name; colliders share one. Null while it is empty.</summary>
    public Dictionary<string, List<DriveNode>>? Children { get; set; }

    public bool IsFolder => Kind == DriveKind.Folder;

    /// <summary>The node of a file.</summary>
    public static DriveNode Of(DriveFile file, DriveFormats formats)
    {
        var format = file.IsDocument ? formats.Of(file.Mime) : null;
        var kind = file.IsFolder ? DriveKind.Folder : file.Mime == DriveFile.ShortcutMime ? DriveKind.Shortcut : file.IsDocument ? format is null ? DriveKind.Unexportable : DriveKind.Document
            : DriveWords.IsLink(file) ? DriveKind.Link : DriveKind.File;
        var mode = DriveWords.ModeOf(file);
        return new DriveNode
        {
            Id = file.Id,
            Base = DriveNames.Legal(DriveWords.NameOf(file)) + (format is null ? "" : "." + format.Ending),
            Kind = kind,
            ParentId = file.Parent,
            Size = kind == DriveKind.File ? file.Size ?? 0 : 0,
            Mtime = DriveWords.TimeOf(file),
            Mode = mode == 0 ? kind == DriveKind.Folder ? 0x1ED : kind is DriveKind.Shortcut or DriveKind.Unexportable ? 0x1FF : 0x1A4 : DriveWords.Masked(kind == DriveKind.Folder ? EntryKind.Directory : EntryKind.File, mode & 0xFFF),
            Uid = DriveWords.NumberOf(file, DriveWords.Uid),
            Gid = DriveWords.NumberOf(file, DriveWords.Gid),
            Inode = NumberOf(kind switch
            {
                DriveKind.File => $"{file.Id}|{file.Sha256 ?? file.Md5}",
                DriveKind.Document => $"{file.Id}|{file.Version}|{format!.Ending}",
                DriveKind.Link => $"{file.Id}|{Convert.ToHexString(DriveWords.TargetOf(file))}",
                _ => $"{file.Id}|{file.Target}",
            }),
            Target = kind == DriveKind.Link ? DriveWords.TargetOf(file) : file.Target is null ? null : Encoding.ASCII.GetBytes(file.Target),
        };
    }

    /// <summary>Takes over what is noted of it elsewhere.</summary>
    public void Dress(DriveFile noted)
    {
        if (DriveWords.ModeOf(noted) is not (var mode and not 0)) return;
        (Mode, Uid, Gid, Mtime) = (mode & 0xFFF, DriveWords.NumberOf(noted, DriveWords.Uid), DriveWords.NumberOf(noted, DriveWords.Gid), DriveWords.TimeOf(noted));
    }

    /// <summary>Takes over how another shows itself.</summary>
    public void Dress(DriveNode other) => (Mode, Uid, Gid, Mtime) = (other.Mode, other.Uid, other.Gid, other.Mtime);

    /// <summary>The same folder with nothing in it.</summary>
    public DriveNode Alone() => new() { Id = Id, Base = Base, Kind = Kind, ParentId = ParentId, Size = Size, Mtime = Mtime, Mode = Mode, Uid = Uid, Gid = Gid, Inode = Inode, Target = Target };

    /// <summary>Whether a listing would show it as before.</summary>
    public bool LooksLike(DriveNode other) => Inode == other.Inode && Mtime == other.Mtime && Size == other.Size && Kind == other.Kind && Mode == other.Mode && Uid == other.Uid && Gid == other.Gid;

    private static ulong NumberOf(string text)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return Math.Max(1, BitConverter.ToUInt64(hash));
    }
}
