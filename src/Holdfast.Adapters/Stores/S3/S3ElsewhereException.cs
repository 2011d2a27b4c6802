namespace Holdfast.Adapters.Stores.S3;

/// <summary>The server answers that what is asked for is at another one.</summary>
/// <param name="host">Where.</param>
internal sealed class S3ElsewhereException(string host) : Exception($"the server sends us elsewhere ({host}), where our signature does not go: are region and endpoint right?");
