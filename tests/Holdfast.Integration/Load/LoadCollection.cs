namespace Holdfast.Integration.Load;

/// <summary>Loads run one after the other and beside nothing else: they would measure each other.</summary>
[CollectionDefinition("load", DisableParallelization = true)]
public sealed class LoadCollection;
