using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>Finds a file system's UUID by the links udev keeps, for kernels that do not tell it.</summary>
internal static class DeviceUuid
{
    /// <summary><c>uuid:…</c> of the file system on a device, or null when nothing names it.</summary>
    public static string? Find(ISystemCalls calls, ulong device)
    {
        var number = calls.OpenAt2(At.WorkingDirectory, "/dev/disk/by-uuid"u8, new OpenHow { Flags = OpenFlags.Directory | OpenFlags.CloseOnExec });
        if (number < 0) return null;
        using var directory = new Descriptor(calls, number);
        var reader = new DirectoryReader(calls);
        reader.Begin(number);
        for (var name = reader.Next(TreePath.Root); !name.IsEmpty; name = reader.Next(TreePath.Root))
        {
            if (calls.StatX(number, name, 0, EntryStat.Mask, out var stat) < 0) continue;
            if ((((ulong)stat.SpecialMajor << 32) | stat.SpecialMinor) == device) return "uuid:" + Encoding.ASCII.GetString(name);
        }
        return null;
    }
}
