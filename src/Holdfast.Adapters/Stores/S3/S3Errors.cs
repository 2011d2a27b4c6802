using System.Net;
using System.Net.Sockets;
using System.Xml;
using Amazon.Runtime;
using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>What errors of the server, of the network and of the search for keys mean.</summary>
internal static class S3Errors
{
    private static readonly HashSet<string> Throttles = new(StringComparer.Ordinal) { "SlowDown", "Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequests", "BandwidthLimitExceeded" };
    private static readonly HashSet<string> Passing = new(StringComparer.Ordinal) { "RequestTimeout", "InternalError", "OperationAborted", "ConditionalRequestConflict", "BadDigest", "XAmzContentChecksumMismatch", "IncompleteBody", "ServiceUnavailable" };
    private static readonly HashSet<string> Unusable = new(StringComparer.Ordinal)
    {
        "NoSuchBucket", "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken", "RequestTimeTooSkewed", "AccountProblem", "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException",
    };

    /// <summary>What an error means for the next try.</summary>
    public static Failure Classify(Exception error) => error switch
    {
        StoreException => Failure.Permanent,
        S3RefusedException e when Throttles.Contains(e.ErrorCode) || e.StatusCode == HttpStatusCode.TooManyRequests => new Failure(FailureKind.Throttled, e.RetryAfter),
        S3RefusedException e when e.StatusCode == HttpStatusCode.ServiceUnavailable && e.RetryAfter is { } asked => new Failure(FailureKind.Throttled, asked),
        S3RefusedException e when Passing.Contains(e.ErrorCode) || (int)e.StatusCode is >= 500 and not 501 and not 507 || e.StatusCode == HttpStatusCode.RequestTimeout => new Failure(FailureKind.Passing, e.RetryAfter),
        S3RefusedException => Failure.Permanent,
        XmlException or FormatException or TimeoutException or HttpRequestException or HttpIOException or SocketException or IOException => Failure.Passing,
        AmazonClientException e when e.InnerException is { } inner => Classify(inner),
        _ => Failure.Permanent,
    };

    /// <summary>The store's exception for an error.</summary>
    public static Exception Translate(string store, TreePath path, Exception error) => error switch
    {
        StoreException or OperationCanceledException => error,
        S3RefusedException e when Unusable.Contains(e.ErrorCode) => Fail(store, path, StoreFault.Unavailable, e.ErrorCode switch
        {
            "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" => $"the bucket is in another region than the one configured ({e.Message})",
            "RequestTimeTooSkewed" => "this machine's clock and the server's differ by more than 15 minutes",
            "NoSuchBucket" => "there is no such bucket",
            _ => $"the server does not accept our keys ({e.ErrorCode})",
        }, e),
        S3RefusedException { StatusCode: HttpStatusCode.NotFound } e => Fail(store, path, StoreFault.NotFound, "there is nothing of that name", e),
        S3RefusedException { StatusCode: HttpStatusCode.PreconditionFailed } => new WorldChangedException(store, path, "it has changed since it was seen"),
        S3RefusedException { StatusCode: HttpStatusCode.Forbidden } e => Fail(store, path, StoreFault.Denied, $"the server refuses it ({Said(e)})", e),
        S3RefusedException { StatusCode: HttpStatusCode.InsufficientStorage } e => Fail(store, path, StoreFault.Full, $"no room is left ({Said(e)})", e),
        S3RefusedException { ErrorCode: "QuotaExceeded" } e => Fail(store, path, StoreFault.Full, $"the quota is used up ({e.Message})", e),
        S3RefusedException e => Fail(store, path, Classify(e).Kind == FailureKind.Permanent ? StoreFault.Other : StoreFault.Transient, Said(e), e),
        AmazonClientException or S3ElsewhereException => Fail(store, path, StoreFault.Unavailable, error.Message, error),
        _ when Classify(error).Kind != FailureKind.Permanent => Fail(store, path, StoreFault.Transient, error.Message, error),
        _ => error,
    };

    private static StoreException Fail(string store, TreePath path, StoreFault fault, string cause, Exception inner) => new(store, path, fault, cause, inner);

    private static string Said(S3RefusedException e) =>
        string.IsNullOrEmpty(e.ErrorCode) ? $"HTTP {(int)e.StatusCode}" : string.IsNullOrEmpty(e.Message) || e.Message == e.ErrorCode ? e.ErrorCode : $"{e.ErrorCode}: {e.Message}";
}
