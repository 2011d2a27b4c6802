using Holdfast.Contracts.Commands;

namespace Holdfast.Daemon.Health;

/// <summary>How something that was looked at was found.</summary>
public enum HealthLevel : byte
{
    /// <summary>In order.</summary>
    Ok,

    /// <summary>Somebody should look.</summary>
    Warning,

    /// <summary>A promise is not kept.</summary>
    Error,
}

/// <summary>What one check saw of one thing.</summary>
/// <param name="Level">How it was found.</param>
/// <param name="Subject">The store, job or file; null when it is about Holdfast as a whole.</param>
/// <param name="Message">What was seen, in a sentence.</param>
/// <param name="Advice">What to do; null for nothing.</param>
public sealed record HealthResult(HealthLevel Level, string? Subject, string Message, string? Advice = null)
{
    /// <summary>The result as a row of the contract.</summary>
    /// <param name="check">Name of the check.</param>
    public CheckRow ToRow(string check) => new() { Check = check, Subject = Subject, Result = Level.ToString().ToLowerInvariant(), Message = Message, Advice = Advice };

    internal static HealthResult Ok(string? subject, string message) => new(HealthLevel.Ok, subject, message);

    internal static HealthResult Warning(string? subject, string message, string? advice = null) => new(HealthLevel.Warning, subject, message, advice);

    internal static HealthResult Error(string? subject, string message, string? advice = null) => new(HealthLevel.Error, subject, message, advice);
}

/// <summary>Looks at one thing. Changes nothing.</summary>
internal interface IHealthCheck
{
    /// <summary>Stable name, in kebab case.</summary>
    string Name { get; }

    /// <summary>Looks.</summary>
    Task<IReadOnlyList<HealthResult>> LookAsync(HealthContext context, CancellationToken cancellation);
}
