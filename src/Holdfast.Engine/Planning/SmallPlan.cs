using Holdfast.Engine.Model;

namespace Holdfast.Engine.Planning;

/// <summary>
/// A plan held in memory beside its stored form, as long as it is small and nothing in it can turn out to be a rename or
/// a further name of a file: reading it back would yield the very same operations.
/// </summary>
internal sealed class SmallPlan
{
    private const int Most = 10_000;
    private readonly List<Operation> _operations = [];
    private bool _isTooLarge;
    private bool _hasVanished;
    private bool _hasAppeared;
    private bool _hasLinks;

    /// <summary>Whether operations may have to be paired before they are what is applied.</summary>
    public bool MayPair => _hasLinks || (_hasVanished && _hasAppeared);

    /// <summary>Whether the operations here are those that are stored.</summary>
    public bool IsWhole => !_isTooLarge && !MayPair;

    /// <summary>Takes operations in the order they were planned.</summary>
    public void Add(IReadOnlyList<Operation> operations)
    {
        foreach (var operation in operations) Note(operation);
        if (_operations.Count + operations.Count > Most) _isTooLarge = true;
        if (IsWhole) _operations.AddRange(operations);
        else _operations.Clear();
    }

    /// <summary>The operations in the order of application: kinds ascend; within a kind names ascend, save where the deepest must come first.</summary>
    public IReadOnlyList<Operation> InOrder()
    {
        _operations.Sort(Compare);
        return _operations;
    }

    private void Note(Operation operation)
    {
        switch (operation.Kind)
        {
            case OperationKind.Remove or OperationKind.Vacate:
                _hasVanished = true;
                break;
            case OperationKind.Create:
                _hasAppeared = true;
                break;
        }
        _hasLinks |= operation.Source is { IsFile: true, Links: > 1 };
    }

    private static int Compare(Operation left, Operation right)
    {
        if (left.Kind != right.Kind) return left.Kind.CompareTo(right.Kind);
        var order = CanonicalOrder.Compare(left.Path.Bytes, left.IsOfDirectory, right.Path.Bytes, right.IsOfDirectory);
        if (order == 0) order = left.Seq.CompareTo(right.Seq);
        return left.Kind.IsDeepestFirst() ? -order : order;
    }
}
