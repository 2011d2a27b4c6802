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
internal sealed record ObjectHead(string Key, long Size, string ETag, DateTimeOffset Modified, IReadOnlyDictionary<string, string> Words)
{
    /// <summary>Whether the ETag is MD5 of the content.</summary>
    public bool HasMd5 { get; init; }

    /// <summary>Whether the server tells that it bears tags.</summary>
    public bool HasTags { get; init; }

    /// <summary>Whether it was made of parts: its hash was not known before it was written.</summary>
    public bool IsOfParts => ETag.Contains('-', StringComparison.Ordinal);
}

/// <summary>A part that was sent.</summary>
/// <param name="Number">Its number, from 1 on.</param>
/// <param name="ETag">What the server answered.</param>
/// <param name="Sha256">SHA-256 of its content in base 64, where the server was told; else null.</param>
internal sealed record SentPart(int Number, string ETag, string? Sha256);

/// <summary>A part as the server lists it.</summary>
/// <param name="ETag">What stands for its content.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Sha256">SHA-256 in base 64; empty where the server keeps none.</param>
internal sealed record ListedPart(string ETag, long Size, string Sha256);

/// <summary>An upload in parts that was begun and not ended.</summary>
/// <param name="Key">What it will be.</param>
/// <param name="Id">The server's name for it.</param>
/// <param name="Begun">When.</param>
internal sealed record ListedUpload(string Key, string Id, DateTimeOffset Begun);

/// <summary>What must hold for a write to take effect.</summary>
/// <param name="ETag">The ETag of what stands there; null when nothing may.</param>
internal readonly record struct Condition(string? ETag)
{
    /// <summary>Nothing may stand there.</summary>
    public static Condition Absent => default;

    /// <summary>What stands there must be this.</summary>
    public static Condition Match(string etag) => new(etag);
}
