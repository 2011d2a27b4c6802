using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>Where a store's names lie on the server.</summary>
/// <param name="root">The store's root: an absolute path without a slash at its end.</param>
internal sealed class SftpPlaces(byte[] root)
{
    /// <summary>The store's root.</summary>
    public byte[] Root { get; } = root.AsSpan().TrimEnd((byte)'/') is { IsEmpty: false } trimmed ? trimmed.ToArray() : "/"u8.ToArray();

    /// <summary>The store's own directory.</summary>
    public byte[] Own => Below(Root, ".holdfast"u8);

    /// <summary>Temporaries.</summary>
    public byte[] Temporary => Below(Own, "tmp"u8);

    /// <summary>The trash.</summary>
    public byte[] Trash => Below(Own, "trash"u8);

    /// <summary>A name of the store's tree.</summary>
    public byte[] Of(TreePath path) => path.IsRoot ? Root : Below(Root, path.Bytes);

    /// <summary>Something in the store's own directory.</summary>
    public byte[] InOwn(ReadOnlySpan<byte> name) => Below(Own, name);

    /// <summary>Something in the trash.</summary>
    public byte[] InTrash(TreePath place) => Below(Trash, place.Bytes);

    /// <summary>A name below a directory.</summary>
    public static byte[] Below(ReadOnlySpan<byte> directory, ReadOnlySpan<byte> name) => directory is [(byte)'/'] ? [(byte)'/', .. name] : [.. directory, (byte)'/', .. name];
}
