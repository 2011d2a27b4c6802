namespace Holdfast.Integration.Hostile;

/// <summary>Tests that mount, race and fill disks run one after the other: they would starve each other.</summary>
[CollectionDefinition("hostile", DisableParallelization = true)]
public sealed class HostileCollection;
