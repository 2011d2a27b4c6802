using System.Text;
using Holdfast.Adapters.Files;
using Holdfast.TestKit;
using Holdfast.TestKit.Trees;

namespace Holdfast.Integration.Faults;

/// <summary>A small tree that has one of everything, and what its users do to it between two runs.</summary>
internal static class Scene
{
    private const long Later = TreeBuilder.DefaultMtime + 86_400_000_000_000;

    private const string First = """
        keep/a = alpha
        keep/b = beta
        keep/deep/er/c = gamma
        replace/edited = 11111
        replace/renamed-over = short
        replace/link -> ../keep/a
        old/gone/x = to go
        old/gone/y mode=600 = to go too
        old/gone/sub/z = goes as well
        old/gone/link -> nowhere
        move/old = moves
        move/stays = stays
        old/stays = stays
        meta/dir2/g = g
        twins/one = twin content
        twins/two => twins/one
        meta/mode mode=640 = mode
        meta/owner = owner
        meta/time = time
        meta/attribute = attribute
        meta/dir/f = f
        sparse size=1M = head
        noise random=300K:3
        empty
        hollow/
        """;

    private const string Added = """
        new/n1 = one
        new/dir/n2 random=200K:4
        new/link -> n1
        new/t1 = several names
        new/t2 => new/t1
        new/hole size=2M = head
        new/hollow/
        """;

    /// <summary>Makes the tree.</summary>
    public static void Build(string directory)
    {
        TreeBuilder.Build(directory, First);
        SetAttribute(directory, "keep/b", "green");
    }

    /// <summary>A part of the tree that stands in the destination already before the first run.</summary>
    public static void BuildPart(string directory) => TreeBuilder.Build(directory, "keep/a = alpha\nreplace/edited = 00000\nforeign = mine\nold/gone/y mode=644 = to go too");

    /// <summary>A day of work in the tree.</summary>
    public static void Change(string directory)
    {
        byte[] At(string name) => Posix.Join(directory, Encoding.UTF8.GetBytes(name));
        TreeBuilder.Build(directory, Added);
        Posix.WriteFile(At("replace/edited"), "22222"u8);
        Posix.SetMtime(At("replace/edited"), Later);
        Posix.WriteFile(At("replace/.other"), "a longer one"u8);
        Posix.SetMtime(At("replace/.other"), Later);
        Posix.Rename(At("replace/.other"), At("replace/renamed-over"));
        Posix.Unlink(At("replace/link"));
        Posix.Symlink("../keep/b"u8.ToArray(), At("replace/link"));
        Posix.RemoveTree(At("old/gone"));
        Posix.Rename(At("move/old"), At("keep/moved"));
        Posix.Rename(At("meta/dir"), At("meta/renamed"));
        Posix.Link(At("twins/one"), At("twins/three"));
        Posix.Chmod(At("meta/mode"), 0x180);
        Posix.Chmod(At("keep/deep"), 0x1E8);
        if (Posix.IsRoot) Posix.Chown(At("meta/owner"), 1234, 1235);
        Posix.SetMtime(At("meta/time"), Later);
        SetAttribute(directory, "meta/attribute", "red");
        SetAttribute(directory, "new/n1", "blue");
    }

    /// <summary>The attribute these trees use; empty when there is none.</summary>
    public static string Attribute(byte[] path)
    {
        Span<byte> value = stackalloc byte[64];
        var length = LinuxSystemCalls.Instance.GetXattr(path.AsSpan()[..^1], "user.colour"u8, value);
        return length < 0 ? "" : Encoding.UTF8.GetString(value[..length]);
    }

    private static void SetAttribute(string directory, string name, string value)
    {
        var path = Posix.Join(directory, Encoding.UTF8.GetBytes(name));
        if (LinuxSystemCalls.Instance.SetXattr(path.AsSpan()[..^1], "user.colour"u8, Encoding.UTF8.GetBytes(value), 0) < 0) throw new IOException($"{name}: attributes cannot be kept here");
    }
}
