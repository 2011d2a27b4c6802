using System.Text;
using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Captures;

/// <summary>
/// Copies databases by processes of their own: locks that SQLite holds for one file are lost when anything in the same process closes that
/// file, a fault in its code must not end a run, and what people put into a database is nothing to look at as root.
/// </summary>
/// <param name="program">The program and arguments that begin such a process.</param>
/// <param name="state">The directory in which the place of the copies is made.</param>
/// <param name="time">The clock.</param>
public sealed class DatabaseCaptures(IReadOnlyList<string> program, string state, TimeProvider time) : IDatabaseCapture, IDisposable
{
    private const string PlaceName = "captures";
    private const long Spare = 64L << 20;
    private const int AtOnce = 2;
    private readonly SemaphoreSlim _turn = new(AtOnce);
    private readonly RestartingCalls _calls = new(LinuxSystemCalls.Instance);
    private readonly Lazy<string> _place = new(() =>
    {
        // What a killed process left is nobody's any more.
        PrivateTree.RemoveIfThere(state, PlaceName);
        return PrivateTree.Make(state, PlaceName);
    });
    private long _made;

    /// <summary>How long a copy may stand still.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async ValueTask<CapturedDatabase> CaptureAsync(DatabasePlace place, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(place);
        await _turn.WaitAsync(cancellation);
        try
        {
            var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Interlocked.Increment(ref _made)}");
            var staging = PrivateTree.Make(_place.Value, name);
            try
            {
                CheckRoom(staging, place.Size);
                var (last, errors) = await new CaptureProcess(program, Patience, time).RunAsync(new CaptureRequest(place, staging).Write(), cancellation);
                CaptureAnswer.Check(last, errors);
                return Open(staging);
            }
            finally
            {
                PrivateTree.RemoveIfThere(_place.Value, name);
            }
        }
        catch (SystemCallException failure)
        {
            throw new CaptureException(failure.Error is Errno.ENOSPC or Errno.EDQUOT ? CaptureFault.Full : CaptureFault.Failed, failure.Message);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private void CheckRoom(string staging, long size)
    {
        using var root = TreeRoot.Open(_calls, Encoding.UTF8.GetBytes(staging), MountRule.Skip);
        SystemCallException.Check(_calls.FStatFs(root.Number, out var stat), "fstatfs", TreePath.Root);
        var free = (long)stat.BlocksAvailable * stat.FragmentSize;
        if (free < size + Spare) throw new CaptureException(CaptureFault.Full, $"needs {size} bytes for a moment in {state}, where {free} are free");
    }

    // Whoever made it may have been its owner: only a plain file is taken.
    private CapturedDatabase Open(string staging)
    {
        using var root = TreeRoot.Open(_calls, Encoding.UTF8.GetBytes(staging), MountRule.Skip);
        var file = root.Open(TreePath.From(CaptureRequest.CopyName), OpenFlags.ReadOnly | OpenFlags.NonBlocking);
        try
        {
            var entry = EntryStat.Of(_calls, file.Number, TreePath.From(CaptureRequest.CopyName), out _);
            return entry.IsFile ? new CapturedDatabase(_calls, file, entry.Size) : throw new CaptureException(CaptureFault.Failed, "the copy is no file");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
