using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Contracts;
using Holdfast.Contracts.Control;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Explaining;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Commands;

/// <summary>One command under way: what was asked, and where answers go.</summary>
internal sealed record CommandCall(ControlRequest Request, IControlSink Sink, Services Services)
{
    /// <summary>The first argument.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public string FirstArg(string what) => Request.Args.Count > 0 ? Request.Args[0] : throw new UsageException($"{Request.Command}: which {what}?");

    /// <summary>The name of a store that is meant.</summary>
    /// <exception cref="UsageException">None was given, or it is not what it should be.</exception>
    /// <exception cref="Jobs.JobException">It lies in no store.</exception>
    public StorePath Path()
    {
        var text = Option("path-b64") is { } bytes ? ByteText.OfBase64(bytes) ?? throw new UsageException($"{Request.Command}: path-b64 is no base 64") : FirstArg("path");
        if (text.Contains('\0', StringComparison.Ordinal)) throw new UsageException($"{Request.Command}: a path has no NUL in it");
        var paths = new StorePaths(Services.Config, Services.Paths);
        return Option("store") is { } store ? paths.Find(text, store) : paths.Find(text, Option("directory"), Option("job"));
    }

    /// <summary>Whether a flag was given.</summary>
    public bool Has(string option) => Request.Options.TryGetValue(option, out var value) && value != "false";

    /// <summary>An option's value, or null.</summary>
    public string? Option(string option) => Request.Options.GetValueOrDefault(option);

    /// <summary>An option's value.</summary>
    /// <exception cref="UsageException">It was not given.</exception>
    public string Needed(string option) => Option(option) ?? throw new UsageException($"{Request.Command}: say --{option}");

    /// <summary>Notes a change of accounts or tokens that a command made by itself; what clients of a daemon change, their server notes.</summary>
    public ValueTask NoteAsync(string action, string target) => Services.Gate.Daemon is not null ? ValueTask.CompletedTask
        : Services.State.Access.NoteAsync(new AuditRecord(0, Services.Time.GetUtcNow(), "command", "this machine", action, target, "done", null), CancellationToken.None);

    /// <summary>Tells a result.</summary>
    public ValueTask RowAsync<T>(T row, JsonTypeInfo<T> type, CancellationToken cancellation) =>
        Sink.RowAsync(JsonSerializer.SerializeToElement(row, type), cancellation);
}

/// <summary>What was asked makes no sense; the message says what does.</summary>
internal sealed class UsageException(string message) : Exception(message);
