using System.Text.Json;
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

    /// <summary>Tells a result: a line for people, and the same as data.</summary>
    public ValueTask RowAsync(string text, Action<Utf8JsonWriter> write, CancellationToken cancellation) =>
        Sink.TellAsync(new ControlEvent { Kind = ControlEvent.Row, Text = text, Data = Json(write) }, cancellation);

    /// <summary>Tells a line for people that is no result of its own.</summary>
    public ValueTask SayAsync(string text, CancellationToken cancellation) => Sink.OutputAsync(text, cancellation);

    /// <summary>One JSON object.</summary>
    public static JsonElement Json(Action<Utf8JsonWriter> write)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }
}

/// <summary>What was asked makes no sense; the message says what does.</summary>
internal sealed class UsageException(string message) : Exception(message);
