using System.Globalization;
using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>What this process may do.</summary>
internal static class Privilege
{
    private const int ChangeOwner = 0;

    /// <summary>Whether files can be given to anybody (CAP_CHOWN); being root alone does not say so in a container.</summary>
    public static bool MayChangeOwner(ISystemCalls calls)
    {
        var status = Encoding.ASCII.GetString(ProcFile.Read(calls, "/proc/self/status"u8));
        foreach (var line in status.Split('\n'))
        {
            if (line.StartsWith("CapEff:", StringComparison.Ordinal))
            {
                return (ulong.Parse(line.AsSpan(7).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & (1UL << ChangeOwner)) != 0;
            }
        }
        return calls.GetEuid() == 0;
    }
}

/// <summary>Reads the kernel's own files.</summary>
internal static class ProcFile
{
    /// <summary>All of a file of /proc; empty when there is none.</summary>
    public static byte[] Read(ISystemCalls calls, ReadOnlySpan<byte> path)
    {
        var number = calls.OpenAt2(At.WorkingDirectory, path, new OpenHow { Flags = OpenFlags.CloseOnExec });
        if (number < 0) return [];
        using var file = new Descriptor(calls, number);
        var content = new MemoryStream();
        var buffer = new byte[4096];
        while (true)
        {
            var read = SystemCallException.Check(calls.Read(number, buffer), "read", TreePath.Root);
            if (read == 0) return content.ToArray();
            content.Write(buffer, 0, read);
        }
    }
}
