using Holdfast.Adapters.Files;

namespace Holdfast.TestKit.Files;

/// <summary>One fault: the n-th call of a kind, and every later one when it is for ever.</summary>
/// <param name="Call">The call it befalls.</param>
/// <param name="Nth">The first one it befalls, from 1.</param>
/// <param name="Error">The error number it answers; 0 lets it take or give less than was asked for.</param>
/// <param name="ForEver">Whether every later call of the kind fails too.</param>
/// <param name="AfterTheFact">Whether the kernel does it first: it happened, and the caller is told it did not.</param>
public sealed record CallFault(SystemCall Call, int Nth, int Error, bool ForEver = false, bool AfterTheFact = false)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Call} #{Nth} -> {(Error == 0 ? "short" : Error)}{(ForEver ? " for ever" : " once")}{(AfterTheFact ? " after the fact" : "")}";
}

/// <summary>
/// The kernel's calls, with a fault where a test wants one. It counts every call by its kind and knows which descriptors
/// are open, so that a test can tell how many faults there are to try and whether one leaked. Safe for many threads.
/// </summary>
internal sealed partial class FaultySystemCalls : ISystemCalls
{
    private readonly LinuxSystemCalls _kernel = LinuxSystemCalls.Instance;
    private readonly Lock _gate = new();
    private readonly Dictionary<SystemCall, int> _counts = [];
    private readonly HashSet<int> _open = [];
    private CallFault? _fault;
    private int _total;

    /// <summary>The fault; null for none. Occurrences are counted from when the calls were made.</summary>
    public CallFault? Fault
    {
        get { lock (_gate) return _fault; }
        set { lock (_gate) _fault = value; }
    }

    /// <summary>Told the running number of each call, from 1, before it is made.</summary>
    public Action<int>? Each { get; init; }

    /// <summary>How often the fault struck.</summary>
    public int Struck { get; private set; }

    /// <summary>Descriptors that were opened through it and not closed.</summary>
    public int OpenDescriptors
    {
        get { lock (_gate) return _open.Count; }
    }

    /// <summary>How often each call was made.</summary>
    public IReadOnlyDictionary<SystemCall, int> Counts
    {
        get { lock (_gate) return new Dictionary<SystemCall, int>(_counts); }
    }

    // 0: nothing is wrong. Negative: the answer in the kernel's place. Positive: the error to tell after the kernel did it.
    private int Due(SystemCall call)
    {
        Each?.Invoke(Interlocked.Increment(ref _total));
        lock (_gate)
        {
            var nth = _counts[call] = _counts.GetValueOrDefault(call) + 1;
            if (_fault is not { } fault || fault.Call != call || fault.Error == 0 || (fault.ForEver ? nth < fault.Nth : nth != fault.Nth)) return 0;
            Struck++;
            return fault.AfterTheFact ? fault.Error : -fault.Error;
        }
    }

    private static int Answer(int due, int answer) => due > 0 && answer >= 0 ? -due : answer;

    private static long Answer(int due, long answer) => due > 0 && answer >= 0 ? -due : answer;

    private int Opened(int descriptor)
    {
        if (descriptor < 0) return descriptor;
        lock (_gate) _open.Add(descriptor);
        return descriptor;
    }

    private void Closed(int descriptor)
    {
        lock (_gate)
        {
            if (!_open.Remove(descriptor)) throw new InvalidOperationException($"descriptor {descriptor} is closed and was not open: it may be somebody else's by now");
        }
    }

    // Asked after the call was counted, so the count is the number of this very call.
    private Span<byte> Shorten(SystemCall call, Span<byte> buffer) => buffer[..Length(call, buffer.Length)];

    private ReadOnlySpan<byte> Shorten(SystemCall call, ReadOnlySpan<byte> buffer) => buffer[..Length(call, buffer.Length)];

    private int Length(SystemCall call, int length)
    {
        lock (_gate)
        {
            var nth = _counts[call];
            if (_fault is not { Error: 0 } fault || fault.Call != call || (fault.ForEver ? nth < fault.Nth : nth != fault.Nth) || length < 2) return length;
            Struck++;
            return (length + 2) / 3;
        }
    }
}
