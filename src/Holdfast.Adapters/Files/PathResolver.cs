using System.Runtime.InteropServices;
using System.Text;

namespace Holdfast.Adapters.Files;

/// <summary>What stands at one step of a path.</summary>
public enum PathStepKind : byte
{
    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A symbolic link that was followed.</summary>
    Link,

    /// <summary>Anything else.</summary>
    Other,
}

/// <summary>One thing a path leads through.</summary>
/// <param name="Path">Its own absolute path, free of links above it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Device">Number of its file system; with <paramref name="Inode"/> its identity.</param>
/// <param name="Inode">Its number there.</param>
/// <param name="Uid">Owner's number.</param>
/// <param name="Gid">Group's number.</param>
/// <param name="Mode">Low 12 bits of its mode.</param>
public sealed record PathStep(string Path, PathStepKind Kind, ulong Device, ulong Inode, int Uid, int Gid, int Mode);

/// <summary>Where a path leads.</summary>
/// <param name="Path">The path free of links, as far as it exists; what does not exist yet stands behind it.</param>
/// <param name="Exists">Whether all of it exists.</param>
/// <param name="Steps">Everything it leads through, from the root on, links included, the last thing that exists last.</param>
/// <param name="Trouble">Why it could not be followed to its end other than that it is not there; null when it could.</param>
public sealed record ResolvedPath(string Path, bool Exists, IReadOnlyList<PathStep> Steps, string? Trouble = null)
{
    /// <summary>What the path leads to; null when it does not exist.</summary>
    public PathStep? End => Exists ? Steps[^1] : null;
}

/// <summary>Follows configured paths (never paths of a tree) to what they stand for.</summary>
public interface IPathResolver
{
    /// <summary>Follows an absolute path.</summary>
    ResolvedPath Resolve(string path);
}

/// <summary>Follows paths on this machine, component by component, so that every link and directory passed is known.</summary>
public sealed unsafe partial class SystemPathResolver : IPathResolver
{
    private const int LinkLimit = 40;
    private const int NoEntry = 2;

    /// <inheritdoc/>
    public ResolvedPath Resolve(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var left = new Stack<string>(path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var steps = new List<PathStep> { Look("/", out _) ?? throw new IOException("/ cannot be looked at") };
        var at = "";
        for (var links = 0; left.TryPop(out var name);)
        {
            if (name == ".") continue;
            if (name == "..")
            {
                at = at[..Math.Max(0, at.LastIndexOf('/'))];
                continue;
            }
            var next = $"{at}/{name}";
            if (Look(next, out var error) is not { } step) return Unfinished(next, left, steps, error == NoEntry ? null : $"{next}: {Marshal.GetPInvokeErrorMessage(error)}");
            steps.Add(step);
            if (step.Kind != PathStepKind.Link)
            {
                at = next;
                continue;
            }
            if (++links > LinkLimit) return Unfinished(next, left, steps, $"{next}: too many links");
            if (Target(next) is not { } target) return Unfinished(next, left, steps, $"{next}: the link cannot be read");
            if (target.StartsWith('/')) at = "";
            foreach (var part in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) left.Push(part);
        }
        var end = at.Length == 0 ? "/" : at;
        // A path that ends in '..' or in a link to it ends at something passed before.
        if (steps[^1].Path != end) steps.Add(Look(end, out _) ?? steps[0]);
        return new ResolvedPath(end, true, steps);
    }

    private static ResolvedPath Unfinished(string at, Stack<string> left, List<PathStep> steps, string? trouble) =>
        new(left.Count == 0 ? at : Path.GetFullPath($"{at}/{string.Join('/', left)}"), false, steps, trouble);

    private static PathStep? Look(string path, out int error)
    {
        Status status;
        error = StatX(-100, path, 0x100, 0x7ff, &status) == 0 ? 0 : Marshal.GetLastPInvokeError();
        if (error != 0) return null;
        var kind = (status.Mode & 0xf000) switch { 0x4000 => PathStepKind.Directory, 0x8000 => PathStepKind.File, 0xa000 => PathStepKind.Link, _ => PathStepKind.Other };
        return new PathStep(path, kind, ((ulong)status.DeviceMajor << 32) | status.DeviceMinor, status.Inode, (int)status.Uid, (int)status.Gid, status.Mode & 0xfff);
    }

    private static string? Target(string path)
    {
        var buffer = stackalloc byte[4096];
        var length = ReadLink(path, buffer, 4096);
        return length is > 0 and < 4096 ? Encoding.UTF8.GetString(buffer, (int)length) : null;
    }

    // The head of struct statx; see statx(2).
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(20)] public uint Uid;
        [FieldOffset(24)] public uint Gid;
        [FieldOffset(28)] public ushort Mode;
        [FieldOffset(32)] public ulong Inode;
        [FieldOffset(136)] public uint DeviceMajor;
        [FieldOffset(140)] public uint DeviceMinor;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial int StatX(int directory, string path, int flags, uint mask, Status* status);

    [LibraryImport("libc", EntryPoint = "readlink", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial nint ReadLink(string path, byte* buffer, nuint size);
}
