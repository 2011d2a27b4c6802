using Holdfast.Adapters.SigningIn;
using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.SigningIn;

namespace Holdfast.Daemon.Commands;

/// <summary><c>login google [STORE]</c>: a person signs in to a store, on a page of a browser or by a code typed elsewhere.</summary>
internal static class LoginCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        if (call.Request.Args is not (["google"] or ["google", _])) throw new UsageException("login: say 'login google' and the name of the store");
        var services = call.Services;
        var store = Which(services.SignIns.Stores, call.Request.Args.ElementAtOrDefault(1));
        if (call.Has("dry-run"))
        {
            await call.Sink.OutputAsync($"would sign in to {store}", cancellation);
            return ExitCode.Done;
        }
        try
        {
            if (call.Has("device")) await services.SignIns.DeviceAsync(store, code => ShowAsync(call, code, cancellation), cancellation);
            else await BrowseAsync(call, store, cancellation);
        }
        catch (SignInException e)
        {
            services.Log.Warn("login", "signing in failed", ("store", store), ("why", e.Message));
            await call.Sink.ErrorAsync($"holdfast: {store}: {e.Message}", cancellation);
            return ExitCode.Failed;
        }
        await call.NoteAsync("sign in", store);
        services.Log.Info("login", "somebody signed in", ("store", store));
        await call.Sink.OutputAsync($"signed in to {store}; try it with: holdfast stores test {store}", cancellation);
        return ExitCode.Done;
    }

    private static async Task BrowseAsync(CommandCall call, string store, CancellationToken cancellation)
    {
        using var listener = new LoopbackListener();
        using var limit = new CancellationTokenSource(SignIns.Patience, call.Services.Time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var begun = await call.Services.SignIns.BeginAsync(store, listener.Address, cancellation);
        await call.RowAsync(new SignInRow { Store = store, Address = begun.Address.ToString(), Listens = listener.Address }, RowJson.Default.SignInRow, cancellation);
        try { await listener.WaitAsync((state, code, error) => call.Services.SignIns.FinishAsync(state, code, error, both.Token), both.Token); }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested) { throw new SignInException("nobody came back from the page of the account: begin again", true); }
    }

    private static async Task ShowAsync(CommandCall call, DeviceCode code, CancellationToken cancellation) =>
        await call.RowAsync(new SignInRow { Store = "", Address = code.Address, Code = code.User }, RowJson.Default.SignInRow, cancellation);

    private static string Which(IReadOnlyList<string> stores, string? named)
    {
        if (named is not null) return stores.Contains(named) ? named : throw new UsageException($"login: '{named}' is no store of kind google-drive; there {(stores.Count == 0 ? "is none" : $"are: {string.Join(", ", stores)}")}");
        return stores.Count switch
        {
            1 => stores[0],
            0 => throw new UsageException("login: no store of kind google-drive is configured"),
            _ => throw new UsageException($"login: which store? There are: {string.Join(", ", stores)}"),
        };
    }
}
