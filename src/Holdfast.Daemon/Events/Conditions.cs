using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Events;

/// <summary>What is the case, as this process knows it: it alone writes the state, so that asking once is enough. Used by one thread at a time.</summary>
internal sealed class Conditions(IEvents stored)
{
    private Dictionary<(string Kind, string Subject), Condition>? _known;

    /// <summary>Whether something is another way than it was, and how it was before.</summary>
    public async ValueTask<(bool Changed, Condition? Before)> TurnAsync(Condition now)
    {
        _known ??= (await stored.ConditionsAsync(CancellationToken.None)).ToDictionary(condition => (condition.Kind, condition.Subject));
        var key = (now.Kind, now.Subject);
        var before = _known.GetValueOrDefault(key);
        if ((before?.Level ?? "") == now.Level) return (false, before);
        if (now.IsOver) _known.Remove(key);
        else _known[key] = now;
        return (true, before);
    }

    /// <summary>What was noted may not have been written: the state is asked again.</summary>
    public void Forget() => _known = null;
}
