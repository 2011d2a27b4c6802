using Holdfast.Engine.Model;

namespace Holdfast.Engine.Planning;

/// <summary>Takes what a planner decides.</summary>
public interface IPlanSink
{
    /// <summary>One more step of the plan.</summary>
    void Add(Operation operation);

    /// <summary>Something that was seen and that the plan does not change.</summary>
    void Report(Finding finding);
}

/// <summary>
/// Turns changes, which come in canonical order, into operations by the rules of one kind of job. Pure: the same
/// changes give the same plan.
/// </summary>
public interface IPlanner
{
    /// <summary>Takes the next change.</summary>
    void Take(Change change, IPlanSink sink);

    /// <summary>Tells that there are no more.</summary>
    void Finish(IPlanSink sink);
}
