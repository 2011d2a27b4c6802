using Holdfast.Engine.Model;

namespace Holdfast.Engine.Seams;

/// <summary>How many requests a kind of store needs for what a run does. Pure: nothing is asked.</summary>
public interface IRequestTable
{
    /// <summary>Bytes of the pieces that large content goes in.</summary>
    long PieceSize { get; }

    /// <summary>What a run needs whatever it does: to open, lock and list a store of so many entries.</summary>
    RequestCount ToBegin(long entries);

    /// <summary>What operations need of a store they are done to.</summary>
    RequestCount ToApply(PlanShare share);

    /// <summary>What reading the content of their files needs, each compared with what is told of it.</summary>
    RequestCount ToRead(PlanShare share);

    /// <summary>What reading back the content of their files needs, for somebody who knows what it must be.</summary>
    RequestCount ToReadBack(PlanShare share);
}
