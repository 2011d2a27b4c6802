namespace Holdfast.Adapters.Sealing;

/// <summary>A key cannot be had, or what was encrypted cannot be opened. The message never has anything of a key in it.</summary>
public sealed class SealException(string message, Exception? inner = null) : Exception(message, inner);
