using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>
/// A file of ours outside of stores, alone in a directory for its owner alone. It is replaced whole: what stands under its name is the old
/// one or the new one, whatever ends the program or the machine. Of two who would replace it at once one does, and the other leaves it.
/// </summary>
/// <param name="calls">The kernel.</param>
/// <param name="above">Directory of such directories; the one that holds it is there.</param>
/// <param name="name">Name of this file's directory.</param>
internal sealed class KeptFile(ISystemCalls calls, string above, string name)
{
    private const int OwnerOnly = 0x180;
    private const int OwnersDirectory = 0x1c0;
    private static readonly TreePath Shown = TreePath.From("kept");
    private readonly byte[] _name = Encoding.UTF8.GetBytes(name);

    /// <summary>Opens it to be read.</summary>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="SystemCallException">It cannot be opened.</exception>
    public Reader? Open()
    {
        var number = calls.OpenAt2(At.WorkingDirectory, Encoding.UTF8.GetBytes(above), new OpenHow { Flags = OpenFlags.Path | OpenFlags.Directory | OpenFlags.CloseOnExec });
        if (number == -Errno.ENOENT) return null;
        using var directory = new Descriptor(calls, SystemCallException.Check(number, "openat2", Shown));
        number = calls.OpenAt2(directory.Number, [.. _name, .. "/kept"u8], new OpenHow { Flags = OpenFlags.NonBlocking | OpenFlags.NoFollow | OpenFlags.CloseOnExec, Resolve = ResolveFlags.Beneath | ResolveFlags.NoSymlinks });
        return number == -Errno.ENOENT ? null : new Reader(calls, new Descriptor(calls, SystemCallException.Check(number, "openat2", Shown)));
    }

    /// <summary>Begins to write a new one.</summary>
    /// <returns>Null when somebody else is doing so.</returns>
    /// <exception cref="SystemCallException">It cannot be made.</exception>
    public Writer? Begin()
    {
        var directory = Directory();
        try
        {
            var held = calls.Flock(directory.Number, FlockOperations.Exclusive | FlockOperations.NonBlocking);
            if (held == -Errno.EAGAIN)
            {
                directory.Dispose();
                return null;
            }
            SystemCallException.Check(held, "flock", Shown);
            // One who held the lock before may have been killed.
            _ = calls.UnlinkAt(directory.Number, "new"u8, 0);
            var number = calls.OpenAt2(directory.Number, "new"u8, new OpenHow { Flags = OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.CloseOnExec, Mode = OwnerOnly });
            return new Writer(calls, directory, new Descriptor(calls, SystemCallException.Check(number, "openat2", Shown)));
        }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    private Descriptor Directory()
    {
        var path = above.TrimEnd('/');
        var cut = path.LastIndexOf('/');
        using var first = Opened(At.WorkingDirectory, Encoding.UTF8.GetBytes(cut > 0 ? path[..cut] : "/"), 0);
        using var second = Made(first, Encoding.UTF8.GetBytes(path[(cut + 1)..]));
        return Made(second, _name);
    }

    private Descriptor Made(Descriptor parent, byte[] child)
    {
        var made = calls.MkdirAt(parent.Number, child, OwnersDirectory);
        if (made != -Errno.EEXIST) SystemCallException.Check(made, "mkdirat", Shown);
        return Opened(parent.Number, child, ResolveFlags.Beneath | ResolveFlags.NoSymlinks);
    }

    private Descriptor Opened(int parent, byte[] path, ulong resolve) =>
        new(calls, SystemCallException.Check(calls.OpenAt2(parent, path, new OpenHow { Flags = OpenFlags.Directory | OpenFlags.CloseOnExec, Resolve = resolve }), "openat2", Shown));

    /// <summary>Reads it from its beginning.</summary>
    internal sealed class Reader(ISystemCalls calls, Descriptor file) : IDisposable
    {
        private long _offset;

        /// <summary>Reads on.</summary>
        /// <returns>Bytes that were read; 0 at the end.</returns>
        /// <exception cref="SystemCallException">It cannot be read.</exception>
        public int Read(Span<byte> buffer)
        {
            var read = SystemCallException.Check(calls.PRead(file.Number, buffer, _offset), "pread", Shown);
            _offset += read;
            return read;
        }

        /// <inheritdoc/>
        public void Dispose() => file.Dispose();
    }

    /// <summary>Writes the next one; it takes the place of the one before when it is complete, and is gone when it never is.</summary>
    internal sealed class Writer(ISystemCalls calls, Descriptor directory, Descriptor file) : IDisposable
    {
        private long _offset;
        private bool _isDone;

        /// <summary>Writes on.</summary>
        /// <exception cref="SystemCallException">It cannot be written.</exception>
        public void Write(ReadOnlySpan<byte> bytes)
        {
            ContentWriter.WriteAll(calls, file.Number, bytes, _offset, Shown);
            _offset += bytes.Length;
        }

        /// <summary>Puts it in the place of the one before, durable when it returns.</summary>
        /// <exception cref="SystemCallException">It could not be done; the one before stands.</exception>
        public void Complete()
        {
            SystemCallException.Check(calls.FSync(file.Number), "fsync", Shown);
            file.CloseWritten(Shown);
            SystemCallException.Check(calls.RenameAt2(directory.Number, "new"u8, directory.Number, "kept"u8, 0), "renameat2", Shown);
            _isDone = true;
            SystemCallException.Check(calls.FSync(directory.Number), "fsync", Shown);
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            if (!_isDone) _ = calls.UnlinkAt(directory.Number, "new"u8, 0);
            file.Dispose();
            directory.Dispose();
        }
    }
}
