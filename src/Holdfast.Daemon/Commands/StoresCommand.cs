using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Health;
using Holdfast.Daemon.Logging;

namespace Holdfast.Daemon.Commands;

/// <summary><c>stores forget NAME</c>: a store that was replaced on purpose is taken as new at the next run, which adopts what is there. <c>stores test NAME</c>: tries it out.</summary>
internal static class StoresCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        if (call.Request.Args is not ["forget" or "test", var name]) throw new UsageException("stores: say 'stores test NAME' or 'stores forget NAME'");
        if (call.Services.Config.FindStore(name) is null)
            throw new UsageException($"stores: there is no store '{name}'; there are: {string.Join(", ", call.Services.Config.Stores.Select(s => s.Name))}");
        if (call.Request.Args[0] == "test") return await TestAsync(call, name, cancellation);
        var known = call.Has("dry-run") || await call.Services.State.Stores.ForgetAsync(name, cancellation);
        if (known && !call.Has("dry-run")) call.Services.Log.Info("stores", "forgot how a store was seen", ("store", name));
        await call.Sink.OutputAsync(call.Has("dry-run") ? $"would forget how {name} was seen" : known ? $"forgot how {name} was seen; the next run takes what it finds as the store" : $"{name} was never seen", cancellation);
        return ExitCode.Done;
    }

    private static async Task<ExitCode> TestAsync(CommandCall call, string name, CancellationToken cancellation)
    {
        var rows = new List<CheckRow>();
        await foreach (var row in new StoreTester(call.Services.Config, call.Services.OpenAsync).TestAsync(name, cancellation))
        {
            rows.Add(row);
            await call.RowAsync(row, RowJson.Default.CheckRow, cancellation);
        }
        return (ExitCode)Doctor.Exit(rows);
    }
}
