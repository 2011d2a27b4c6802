namespace Holdfast.Daemon.Api;

/// <summary>A request that is not carried out, with the status that says why.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="detail">What is wrong with this request, in a sentence for whoever sent it.</param>
internal sealed class ApiException(int status, string detail) : Exception(detail)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; } = status;

    /// <summary>How long to wait before trying again; null when that is no help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>There is nothing of that name.</summary>
    public static ApiException NotFound(string what) => new(404, what);

    /// <summary>The request makes no sense.</summary>
    public static ApiException Wrong(string why) => new(400, why);

    /// <summary>It does not go together with how things stand.</summary>
    public static ApiException Conflict(string why) => new(409, why);
}
