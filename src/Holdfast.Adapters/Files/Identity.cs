using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>Whether what stands somewhere is what was seen there before.</summary>
internal static class Identity
{
    /// <summary>
    /// The same object with the same content as far as size and time tell. Of a directory only the object counts: its
    /// times change whenever something in it does.
    /// </summary>
    public static bool IsSame(Entry expected, Entry found) =>
        expected.Kind == found.Kind && expected.Inode == found.Inode
        && (expected.IsDirectory || (expected.Size == found.Size && expected.Mtime == found.Mtime));

    /// <summary>
    /// The same, and nothing at all was done to it since, a restored time included. A file with several names changes its
    /// status time whenever one of them does, so there it does not count.
    /// </summary>
    public static bool IsUntouched(Entry expected, Entry found) =>
        IsSame(expected, found) && (expected.IsDirectory || expected.Links > 1 || found.Links > 1 || expected.Ctime == 0 || expected.Ctime == found.Ctime);

    /// <summary>What differs, for people.</summary>
    public static string Difference(Entry expected, Entry? found) =>
        found is null ? "it is no longer there"
        : expected.Kind != found.Kind ? $"it was a {Word(expected.Kind)} and now is a {Word(found.Kind)}"
        : expected.Inode != found.Inode ? "another one has taken its place"
        : expected.Size != found.Size ? $"its size was {expected.Size} and now is {found.Size}"
        : expected.Mtime != found.Mtime ? "it was modified meanwhile"
        : "its owner, mode, attributes or names were changed meanwhile";

    private static string Word(EntryKind kind) => kind switch
    {
        EntryKind.File => "file",
        EntryKind.Directory => "directory",
        EntryKind.Symlink => "symbolic link",
        _ => "special file",
    };
}
