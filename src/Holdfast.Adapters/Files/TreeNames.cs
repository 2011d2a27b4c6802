namespace Holdfast.Adapters.Files;

/// <summary>Names and words that mean something in every tree.</summary>
internal static class TreeNames
{
    /// <summary>Why a mount point is not entered.</summary>
    public const string OtherFileSystem = "another file system is mounted here";

    /// <summary>The store's own directory at its root.</summary>
    public static ReadOnlySpan<byte> Own => ".holdfast"u8;
}
