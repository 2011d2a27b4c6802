using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Contracts.Control;
using Holdfast.Daemon.Control;

namespace Holdfast.Daemon.Commands;

/// <summary>One command under way: what was asked, and where answers go.</summary>
internal sealed record CommandCall(ControlRequest Request, IControlSink Sink, Services Services)
{
    /// <summary>The first argument.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public string FirstArg(string what) => Request.Args.Count > 0 ? Request.Args[0] : throw new UsageException($"{Request.Command}: which {what}?");

    /// <summary>Whether a flag was given.</summary>
    public bool Has(string option) => Request.Options.TryGetValue(option, out var value) && value != "false";

    /// <summary>An option's value, or null.</summary>
    public string? Option(string option) => Request.Options.GetValueOrDefault(option);

    /// <summary>Tells a result.</summary>
    public ValueTask RowAsync<T>(T row, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        Sink.RowAsync(JsonSerializer.SerializeToElement(row, type), cancellation);
}

/// <summary>What was asked makes no sense; the message says what does.</summary>
internal sealed class UsageException(string message) : Exception(message);
