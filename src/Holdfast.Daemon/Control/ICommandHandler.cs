using System.Text.Json;
using Holdfast.Contracts.Control;

namespace Holdfast.Daemon.Control;

/// <summary>Carries out what clients ask for.</summary>
internal interface ICommandHandler
{
    /// <summary>Carries one command out and returns its exit code. May be called for many clients at a time.</summary>
    /// <param name="request">The command.</param>
    /// <param name="sink">Takes what is told meanwhile.</param>
    /// <param name="cancellation">Ends the command; it then throws <see cref="OperationCanceledException"/> or returns an exit code of its own.</param>
    Task<int> HandleAsync(ControlRequest request, IControlSink sink, CancellationToken cancellation);
}

/// <summary>Takes what a command tells its client. A client that went away or stands still is told no more, and nobody waits for it.</summary>
internal interface IControlSink
{
    /// <summary>Tells something; waits while the client is behind, but not for one that stands still.</summary>
    /// <exception cref="ArgumentException">It is longer than a line may be.</exception>
    ValueTask TellAsync(ControlEvent told, CancellationToken cancellation);

    /// <summary>Tells how far it is; never waits, and an earlier one that was not sent yet is dropped.</summary>
    void Progress(JsonElement data);
}

/// <summary>Short forms of what is told most.</summary>
internal static class ControlSinks
{
    public static ValueTask OutputAsync(this IControlSink sink, string text, CancellationToken cancellation) =>
        sink.TellAsync(new ControlEvent { Kind = ControlEvent.Output, Text = text }, cancellation);

    public static ValueTask ErrorAsync(this IControlSink sink, string text, CancellationToken cancellation) =>
        sink.TellAsync(new ControlEvent { Kind = ControlEvent.Error, Text = text }, cancellation);

    public static ValueTask RowAsync(this IControlSink sink, JsonElement data, CancellationToken cancellation) =>
        sink.TellAsync(new ControlEvent { Kind = ControlEvent.Row, Data = data }, cancellation);
}
