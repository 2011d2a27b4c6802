using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Holdfast.Adapters.Networking;
using Holdfast.Adapters.SigningIn;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>What the server refused.</summary>
/// <param name="status">Its status.</param>
/// <param name="reason">Its own word for it; empty for none.</param>
/// <param name="message">Its own words.</param>
/// <param name="retryAfter">How long it asks to be left alone; null when it did not say.</param>
internal sealed class DriveException(HttpStatusCode status, string reason, string message, TimeSpan? retryAfter) : Exception(message)
{
    public HttpStatusCode Status => status;

    public string Reason => reason;

    public TimeSpan? RetryAfter => retryAfter;
}

/// <summary>What errors of the server and of the network mean.</summary>
internal static class DriveErrors
{
    private static readonly HashSet<string> Throttles = new(StringComparer.Ordinal) { "userRateLimitExceeded", "rateLimitExceeded", "sharingRateLimitExceeded", "dailyLimitExceeded" };
    private static readonly HashSet<string> FullReasons = new(StringComparer.Ordinal) { "storageQuotaExceeded", "teamDriveFileLimitExceeded", "teamDriveHierarchyTooDeep", "numChildrenInNonRootLimitExceeded", "activeItemCreationLimitExceeded" };

    /// <summary>Reads the server's error out of an answer that is none of success.</summary>
    public static async Task<DriveException> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        var (reason, message) = ("", $"HTTP {(int)response.StatusCode}");
        try
        {
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
            if (json.RootElement.TryGetProperty("error", out var error) && error.ValueKind == JsonValueKind.Object)
            {
                message = error.TryGetProperty("message", out var words) ? words.GetString() ?? message : message;
                if (error.TryGetProperty("errors", out var all) && all.ValueKind == JsonValueKind.Array && all.GetArrayLength() > 0 && all[0].TryGetProperty("reason", out var told)) reason = told.GetString() ?? "";
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) { /* told by its status */ }
        return new DriveException(response.StatusCode, reason, message, After(response));
    }

    /// <summary>What an error means for the next try.</summary>
    public static Failure Classify(Exception error) => error switch
    {
        StoreException => Failure.Permanent,
        SignInException e => e.IsRefused ? Failure.Permanent : Failure.Passing,
        DriveException e when e.Status == HttpStatusCode.TooManyRequests || (e.Status == HttpStatusCode.Forbidden && Throttles.Contains(e.Reason)) => new Failure(FailureKind.Throttled, e.RetryAfter),
        DriveException e when e.Status == HttpStatusCode.ServiceUnavailable && e.RetryAfter is { } asked => new Failure(FailureKind.Throttled, asked),
        DriveException e when (int)e.Status is >= 500 and not 501 and not 507 || e.Status is HttpStatusCode.RequestTimeout => new Failure(FailureKind.Passing, e.RetryAfter),
        DriveException => Failure.Permanent,
        TimeoutException or HttpRequestException or HttpIOException or SocketException or IOException or JsonException => Failure.Passing,
        _ => Failure.Permanent,
    };

    /// <summary>The store's exception for an error.</summary>
    public static Exception Translate(string store, TreePath path, Exception error) => error switch
    {
        StoreException or OperationCanceledException => error,
        SignInException e => Fail(store, path, e.IsRefused ? StoreFault.Denied : StoreFault.Unavailable, e.IsRefused ? $"{e.Message}; sign in with: holdfast login google {store}" : e.Message, e),
        DriveException { Status: HttpStatusCode.Unauthorized } e => Fail(store, path, StoreFault.Denied, $"the server does not accept our token; sign in with: holdfast login google {store}", e),
        DriveException { Status: HttpStatusCode.NotFound } e => Fail(store, path, StoreFault.NotFound, "there is nothing of that name", e),
        DriveException { Reason: "downloadQuotaExceeded" } e => Fail(store, path, StoreFault.Other, "its downloads are used up for now (downloadQuotaExceeded); it is left alone for some hours", e),
        DriveException e when FullReasons.Contains(e.Reason) => Fail(store, path, StoreFault.Full, $"no room is left ({e.Reason})", e),
        DriveException { Status: HttpStatusCode.Forbidden } e when Classify(e).Kind == FailureKind.Permanent => Fail(store, path, StoreFault.Denied, $"the server refuses it ({Said(e)})", e),
        DriveException e => Fail(store, path, Classify(e).Kind == FailureKind.Permanent ? StoreFault.Other : StoreFault.Transient, Said(e), e),
        _ when Classify(error).Kind != FailureKind.Permanent => Fail(store, path, StoreFault.Transient, error.Message, error),
        _ => error,
    };

    private static StoreException Fail(string store, TreePath path, StoreFault fault, string cause, Exception inner) => new(store, path, fault, cause, inner);

    private static string Said(DriveException e) => e.Reason.Length == 0 ? e.Message : $"{e.Reason}: {e.Message}";

    private static TimeSpan? After(HttpResponseMessage response) => RetryAfter.Read(Header(response, "Retry-After"), Header(response, "Date"));

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? values.First() : null;
}
