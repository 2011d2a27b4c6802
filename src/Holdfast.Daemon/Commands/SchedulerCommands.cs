using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Scheduling;

namespace Holdfast.Daemon.Commands;

/// <summary>Commands that only a running daemon can carry out: pausing and stopping jobs, and letting them go on.</summary>
internal static class SchedulerCommands
{
    public static IReadOnlyDictionary<string, Command> Of(Scheduler scheduler) => new Dictionary<string, Command>(StringComparer.Ordinal)
    {
        [CommandNames.Pause] = (call, cancellation) => TurnAsync(call, scheduler.Pause),
        [CommandNames.Resume] = (call, cancellation) => TurnAsync(call, scheduler.Resume),
        [CommandNames.Start] = (call, cancellation) => TurnAsync(call, scheduler.Start),
        [CommandNames.Stop] = (call, cancellation) => TurnAsync(call, scheduler.Stop),
    };

    private static Task<ExitCode> TurnAsync(CommandCall call, Action<string> turn)
    {
        var job = call.FirstArg("job");
        call.Services.Runner.Find(job);
        if (!call.Has("dry-run")) turn(job);
        return Task.FromResult(ExitCode.Done);
    }
}
