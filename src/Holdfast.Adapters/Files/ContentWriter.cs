using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>Writes all that is given, however little the kernel takes at a time.</summary>
internal static class ContentWriter
{
    /// <summary>Writes a buffer at an offset.</summary>
    /// <exception cref="SystemCallException">Not all could be written.</exception>
    public static void WriteAll(ISystemCalls calls, int descriptor, ReadOnlySpan<byte> data, long offset, TreePath path)
    {
        while (!data.IsEmpty)
        {
            var written = SystemCallException.Check(calls.PWrite(descriptor, data, offset), "pwrite", path);
            // A file system that takes nothing and reports nothing would keep us here for ever.
            if (written == 0) throw new SystemCallException("pwrite", path, Errno.EIO);
            data = data[written..];
            offset += written;
        }
    }
}
