using Holdfast.Engine.Seams;

namespace Holdfast.Integration.Hostile.Racing;

/// <summary>One family of calls under attack.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Attack">Trick and names of the attacker.</param>
internal sealed record RaceFamily(string Name, Func<Arena, string[]> Attack)
{
    /// <summary>Makes ready what the family needs.</summary>
    public Action<Arena> Prepare { get; init; } = _ => { };

    /// <summary>
    /// The positive control: one round as a program does it that looks first and then acts on the path. True when it has
    /// read what lies outside; what it changed there shows in the canary.
    /// </summary>
    public required Func<Arena, int, bool> Naive { get; init; }

    /// <summary>One round by the product. True when it has read what lies outside. May throw <see cref="StoreException"/>: a refusal is a success.</summary>
    public required Func<Arena, int, CancellationToken, ValueTask<bool>> Product { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
