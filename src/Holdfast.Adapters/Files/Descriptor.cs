using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Files;

/// <summary>An open descriptor that is closed exactly once.</summary>
internal sealed class Descriptor(ISystemCalls calls, int number) : IDisposable
{
    private int _number = number;

    /// <summary>The kernel's number.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    public int Number => _number >= 0 ? _number : throw new ObjectDisposedException(nameof(Descriptor));

    /// <summary>The name under which the kernel shows exactly this object to path calls.</summary>
    public byte[] ProcPath => System.Text.Encoding.ASCII.GetBytes(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"/proc/self/fd/{Number}"));

    /// <summary>Closes what was only read or searched; its error says nothing about anybody's data.</summary>
    public void Dispose()
    {
        var number = Interlocked.Exchange(ref _number, -1);
        if (number >= 0) _ = calls.Close(number);
    }

    /// <summary>Closes what was written: network file systems and quotas report lost data here.</summary>
    /// <exception cref="SystemCallException">The close failed; the descriptor is closed all the same.</exception>
    public void CloseWritten(TreePath path)
    {
        var number = Interlocked.Exchange(ref _number, -1);
        if (number >= 0) SystemCallException.Check(calls.Close(number), "close", path);
    }
}
