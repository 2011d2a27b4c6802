using Holdfast.Engine.Model;

namespace Holdfast.Engine.Seams;

/// <summary>Tells somebody something, by one channel. Used by one caller at a time.</summary>
public interface INotifier : IDisposable
{
    /// <summary>Tells it. When this returns, the other side has taken it; when it throws, it may have all the same.</summary>
    /// <exception cref="NotifyException">It could not be told. The message says why, and has no secret in it.</exception>
    Task SendAsync(Notice notice, CancellationToken cancellation);
}

/// <summary>What is told.</summary>
public sealed record Notice
{
    /// <summary>Its own name, the same at every attempt, by which the other side can know a second one.</summary>
    public required string Id { get; init; }

    /// <summary>When it is told.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The gravest of what is told.</summary>
    public required Severity Severity { get; init; }

    /// <summary>What happened, on one line.</summary>
    public required string Subject { get; init; }

    /// <summary>All of it, for people.</summary>
    public required string Text { get; init; }

    /// <summary>All of it, for programs: a JSON object.</summary>
    public required string Json { get; init; }
}

/// <summary>Something could not be told.</summary>
/// <param name="message">Why, without a secret.</param>
/// <param name="isPermanent">Whether trying again helps only after somebody has mended something.</param>
/// <param name="retryAfter">How long the other side asks to be left alone; null when it does not say.</param>
/// <param name="inner">The exception behind it.</param>
public sealed class NotifyException(string message, bool isPermanent, TimeSpan? retryAfter = null, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>Whether trying again helps only after somebody has mended something.</summary>
    public bool IsPermanent { get; } = isPermanent;

    /// <summary>How long the other side asks to be left alone; null when it does not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
