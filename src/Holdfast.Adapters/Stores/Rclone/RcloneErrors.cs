using System.Net.Sockets;
using System.Text.Json;
using Holdfast.Adapters.Networking;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>What errors of rclone and of the way to it mean. Of what went wrong behind it rclone tells in words alone.</summary>
internal static class RcloneErrors
{
    private static readonly string[] PassingWords = ["connection reset", "connection refused", "broken pipe", "timeout", "timed out", "temporar", "try again", "no such host", "network is unreachable", "no route to host", "EOF", "bad gateway", "service unavailable"];
    private static readonly string[] ThrottleWords = ["rate limit", "ratelimit", "too many requests", "SlowDown", "too_many"];
    private static readonly string[] FullWords = ["no space left", "quota", "insufficient storage", "insufficient_space", "storage full"];
    private static readonly string[] DeniedWords = ["permission denied", "access denied", "AccessDenied", "forbidden", "unauthorized", "invalid_grant", "couldn't fetch token", "read-only file system"];
    private static readonly string[] UnusableWords = ["didn't find section in config file", "didn't find backend called", "failed to create file system", "couldn't connect"];

    /// <summary>What an error means for the next try.</summary>
    public static Failure Classify(Exception error) => error switch
    {
        StoreException => Failure.Permanent,
        RcloneGoneException e => e.IsFinal ? Failure.Permanent : Failure.Passing,
        RcloneException { IsNotThere: true } => Failure.Permanent,
        RcloneException e when Says(e, ThrottleWords) => new Failure(FailureKind.Throttled),
        RcloneException e when Says(e, FullWords) || Says(e, DeniedWords) => Failure.Permanent,
        RcloneException e => Says(e, PassingWords) ? Failure.Passing : Failure.Permanent,
        TimeoutException or HttpRequestException or SocketException or IOException or JsonException => Failure.Passing,
        _ => Failure.Permanent,
    };

    /// <summary>The store's exception for an error.</summary>
    public static Exception Translate(string store, TreePath path, Exception error) => error switch
    {
        StoreException or OperationCanceledException => error,
        RcloneGoneException { IsFinal: true } e => Fail(store, path, StoreFault.Unavailable, e.Message, e),
        RcloneException e when Says(e, UnusableWords) => Fail(store, path, StoreFault.Unavailable, e.Message, e),
        RcloneException { IsNotThere: true } e => Fail(store, path, StoreFault.NotFound, "there is nothing of that name", e),
        RcloneException e when Says(e, ThrottleWords) => Fail(store, path, StoreFault.Transient, e.Message, e),
        RcloneException e when Says(e, FullWords) => Fail(store, path, StoreFault.Full, $"no room is left ({e.Message})", e),
        RcloneException e when Says(e, DeniedWords) => Fail(store, path, StoreFault.Denied, $"the remote refuses it ({e.Message})", e),
        RcloneException e => Fail(store, path, Classify(e).Kind == FailureKind.Permanent ? StoreFault.Other : StoreFault.Transient, e.Message, e),
        _ when Classify(error).Kind != FailureKind.Permanent => Fail(store, path, StoreFault.Transient, error.Message, error),
        _ => error,
    };

    private static bool Says(RcloneException error, string[] words) => words.Any(word => error.Message.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static StoreException Fail(string store, TreePath path, StoreFault fault, string cause, Exception inner) => new(store, path, fault, cause, inner);
}
