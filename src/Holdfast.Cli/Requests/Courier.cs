using System.Text.Json;
using Holdfast.Cli.Rendering;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;
using Holdfast.Contracts.Api;
using Holdfast.Contracts.Control;

namespace Holdfast.Cli.Requests;

/// <summary>Carries a request to the running daemon, or, when there is none, to the same handler in this process; and shows what is told.</summary>
internal sealed class Courier(Hosting hosting, RemoteServer? remote, Screen screen, TimeProvider time)
{
    /// <summary>Sends and shows until the end.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="view">Shows the rows; with <c>--json</c> they are printed as they come.</param>
    /// <param name="cancellation">Asks for a clean end, which is still told.</param>
    /// <returns>The exit code.</returns>
    public Task<int> CarryAsync(ControlRequest request, IView view, CancellationToken cancellation) => CarryAsync(request, view, isEndless: false, cancellation);

    /// <summary>The same for what goes on until somebody ends it: then its end is no failure, and nothing to tell.</summary>
    public Task<int> CarryEndlessAsync(ControlRequest request, IView view, CancellationToken cancellation) => CarryAsync(request, view, isEndless: true, cancellation);

    private async Task<int> CarryAsync(ControlRequest request, IView view, bool isEndless, CancellationToken cancellation)
    {
        var progress = new ProgressLine(screen, time);
        var end = new ControlEvent { Kind = ControlEvent.End, ExitCode = (int)ExitCode.Failed, Text = "the command ended without saying how" };
        void Show(ControlEvent told)
        {
            if (told.Kind == ControlEvent.Progress)
            {
                if (told.Data is { } data) progress.Draw(data);
                return;
            }
            progress.Clear();
            if (told.Kind == ControlEvent.End) end = told;
            else Tell(told, view);
        }
        await SendAsync(request, Show, cancellation);
        progress.Clear();
        if (!screen.IsJson) view.End();
        if (isEndless && cancellation.IsCancellationRequested) return (int)ExitCode.Done;
        if (end.Text is { } text) screen.Problem(Printable.Text(text));
        return cancellation.IsCancellationRequested ? (int)ExitCode.Cancelled : Known(end.ExitCode ?? (int)ExitCode.Failed);
    }

    private async Task SendAsync(ControlRequest request, Action<ControlEvent> show, CancellationToken cancellation)
    {
        if (remote is not null && Hosting.IsOfThisProcess(request)) throw new CommandException(ExitCode.Usage, "a directory can only be written on the machine itself; name a configured store");
        using var client = Hosting.IsOfThisProcess(request) ? null : remote?.Connect() ?? await HoldfastClient.TryConnectAsync(hosting.SocketPath, cancellation);
        if (client is null)
        {
            var exitCode = await hosting.CarryOutAsync(request, show, cancellation);
            show(new ControlEvent { Kind = ControlEvent.End, ExitCode = exitCode });
            return;
        }
        try
        {
            await foreach (var told in client.SendAsync(request, cancellation, CancellationToken.None)) show(told);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested) { show(new ControlEvent { Kind = ControlEvent.End, ExitCode = (int)ExitCode.Cancelled }); }
    }

    private void Tell(ControlEvent told, IView view)
    {
        switch (told.Kind)
        {
            case ControlEvent.Row when told.Data is { } data:
                if (screen.IsJson) screen.Json(data);
                else view.Row(data.ValueKind == JsonValueKind.Object && data.TryGetProperty("type", out var type) ? type.GetString() ?? "" : "", data);
                break;
            case ControlEvent.Log when screen.IsJson && told.Data is { } data:
                screen.Json(data);
                break;
            case ControlEvent.Output or ControlEvent.Log when !screen.IsJson:
                screen.Line(Printable.Text(told.Text ?? ""));
                break;
            default:
                screen.Note(Printable.Text(told.Text ?? ""));
                break;
        }
    }

    // The protocol's own codes become those that are documented for the command line.
    private static int Known(int exitCode) => exitCode switch
    {
        ControlProtocol.SoftwareExit or ControlProtocol.BusyExit => (int)ExitCode.Failed,
        _ => exitCode,
    };
}
