namespace Holdfast.Adapters.Stores.S3;

/// <summary>An object as a listing tells it.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Size">Bytes of content.</param>
/// <param name="ETag">What stands for its content.</param>
/// <param name="Modified">When it was written.</param>
internal readonly record struct ListedObject(string Key, long Size, string ETag, DateTimeOffset Modified);

/// <summary>An object with its user metadata.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Size">Bytes of content.</param>
/// <param name="ETag">What stands for its content.</param>
/// <param name="Modified">When it was written.</param>
/// <param name="Words">Its user metadata.</param>
internal sealed record ObjectHead(string Key, long Size, string ETag, DateTimeOffset Modified, IReadOnlyDictionary<string, string> Words);

/// <summary>What must hold for a write to take effect.</summary>
/// <param name="ETag">The ETag of what stands there; null when nothing may.</param>
internal readonly record struct Condition(string? ETag)
{
    /// <summary>Nothing may stand there.</summary>
    public static Condition Absent => default;

    /// <summary>What stands there must be this.</summary>
    public static Condition Match(string etag) => new(etag);
}
