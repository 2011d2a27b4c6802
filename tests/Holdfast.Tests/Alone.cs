namespace Holdfast.Tests;

/// <summary>Tests that measure the whole process, such as its memory: they run when no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
