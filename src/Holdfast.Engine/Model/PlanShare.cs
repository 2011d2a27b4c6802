namespace Holdfast.Engine.Model;

/// <summary>Operations of a plan that cost the same requests, counted together.</summary>
/// <param name="Kind">What they do.</param>
/// <param name="Compares">Whether content is compared before any is moved.</param>
/// <param name="HadTarget">Whether something stands in the destination already.</param>
/// <param name="Parts">Pieces that the content of each goes in, for the size of a piece that was asked about; 1 for content that fits in one.</param>
/// <param name="Operations">How many there are.</param>
/// <param name="Bytes">Bytes of content of all of them together.</param>
public sealed record PlanShare(OperationKind Kind, bool Compares, bool HadTarget, long Parts, long Operations, long Bytes);

/// <summary>Requests to a store, by what providers charge for them.</summary>
/// <param name="Puts">Those that write, copy or list.</param>
/// <param name="Gets">Those that read or look.</param>
/// <param name="Deletes">Those that delete, which cost nothing.</param>
/// <param name="Calls">Those of a store whose requests are counted and not charged.</param>
public readonly record struct RequestCount(long Puts = 0, long Gets = 0, long Deletes = 0, long Calls = 0)
{
    /// <summary>All of both.</summary>
    public static RequestCount operator +(RequestCount left, RequestCount right) =>
        new(left.Puts + right.Puts, left.Gets + right.Gets, left.Deletes + right.Deletes, left.Calls + right.Calls);

    /// <summary>So many times the same.</summary>
    public static RequestCount operator *(RequestCount one, long times) => new(one.Puts * times, one.Gets * times, one.Deletes * times, one.Calls * times);
}
