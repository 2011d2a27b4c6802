using System.Security.Cryptography;
using Holdfast.Engine.Model;

namespace Holdfast.Engine.Recording;

/// <summary>SHA-256 over the lines of a plan.</summary>
public sealed class PlanDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds one.</summary>
    public void Add(Operation operation)
    {
        _hash.AppendData(OperationJson.Write(operation));
        _hash.AppendData("\n"u8);
    }

    /// <summary>The digest.</summary>
    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
