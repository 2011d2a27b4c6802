namespace Holdfast.Adapters.Networking;

/// <summary>Takes a store for unreachable when nothing succeeds any more, so that a run ends soon and says why.</summary>
internal sealed class CircuitBreaker(NetworkRules rules, TimeProvider time)
{
    private readonly Lock _gate = new();
    private long _lastSuccess = time.GetTimestamp();
    private long _brokenAt;
    private int _failures;
    private bool _isBroken;

    /// <summary>Whether a call may be tried. Of a store that was left alone long enough one call tries.</summary>
    public bool MayCall()
    {
        lock (_gate)
        {
            if (!_isBroken) return true;
            if (time.GetElapsedTime(_brokenAt) < rules.BrokenFor) return false;
            _brokenAt = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>A call got an answer, if only a refusal.</summary>
    public void Succeeded()
    {
        lock (_gate) (_failures, _isBroken, _lastSuccess) = (0, false, time.GetTimestamp());
    }

    /// <summary>A try failed.</summary>
    public void Failed()
    {
        lock (_gate)
        {
            if (++_failures < rules.BreaksAfter || time.GetElapsedTime(_lastSuccess) < rules.BreaksAfterSilence || _isBroken) return;
            (_isBroken, _brokenAt) = (true, time.GetTimestamp());
        }
    }
}
