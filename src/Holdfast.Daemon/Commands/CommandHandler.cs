using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Control;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Restoring;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Commands;

/// <summary>Carries one kind of command out and gives its exit code.</summary>
internal delegate Task<ExitCode> Command(CommandCall call, CancellationToken cancellation);

/// <summary>
/// Every command there is, by the word that asks for it. The same handler serves clients of the daemon's socket and a
/// command that runs without a daemon, so both do the same.
/// </summary>
internal sealed class CommandHandler(Services services, IReadOnlyDictionary<string, Command>? more = null) : ICommandHandler
{
    private static readonly Dictionary<string, Command> Commands = new(StringComparer.Ordinal)
    {
        [CommandNames.Run] = RunCommand.RunAsync,
        [CommandNames.Plan] = PlanCommand.RunAsync,
        [CommandNames.Approve] = ApproveCommand.RunAsync,
        [CommandNames.Apply] = ApproveCommand.RunAsync,
        [CommandNames.History] = HistoryCommand.RunAsync,
        [CommandNames.Verify] = VerifyCommand.RunAsync,
        [CommandNames.Status] = StatusCommand.RunAsync,
        [CommandNames.Jobs] = StatusCommand.RunAsync,
        [CommandNames.Doctor] = DoctorCommand.RunAsync,
        [CommandNames.Report] = ReportCommand.RunAsync,
        [CommandNames.Explain] = ExplainCommand.RunAsync,
        [CommandNames.Restore] = RestoreCommand.RunAsync,
        [CommandNames.Stores] = StoresCommand.RunAsync,
        [CommandNames.Login] = LoginCommand.RunAsync,
        [CommandNames.Logs] = LogsCommand.RunAsync,
        [CommandNames.User] = UserCommand.RunAsync,
        [CommandNames.Token] = TokenCommand.RunAsync,
        [CommandNames.Events] = EventsCommand.RunAsync,
        [CommandNames.Findings] = FindingsCommand.RunAsync,
        [CommandNames.Notify] = NotifyCommand.RunAsync,
        [CommandNames.MarkFinding] = FindingsCommand.MarkAsync,
    };

    /// <inheritdoc/>
    public async Task<int> HandleAsync(ControlRequest request, IControlSink sink, CancellationToken cancellation)
    {
        var command = more?.GetValueOrDefault(request.Command) ?? Commands.GetValueOrDefault(request.Command);
        try
        {
            if (command is null) throw new UsageException($"there is no command '{request.Command}'");
            return (int)await command(new CommandCall(request, sink, services), cancellation);
        }
        catch (UsageException e) { return await FailAsync(sink, e, ExitCode.Usage); }
        catch (ConfigException e) { return await FailAsync(sink, e, ExitCode.Usage); }
        catch (RestoreException e) { return await FailAsync(sink, e, ExitCode.Usage); }
        catch (JobException e) { return await FailAsync(sink, e, ExitCode.Usage); }
        catch (WorldChangedException e) { return await FailAsync(sink, e, ExitCode.PlanOutdated); }
        catch (StoreException e) { return await FailAsync(sink, e, e.Fault == StoreFault.Unavailable ? ExitCode.StoreUnavailable : ExitCode.Failed); }
    }

    private static async Task<int> FailAsync(IControlSink sink, Exception problem, ExitCode code)
    {
        await sink.ErrorAsync($"holdfast: {problem.Message}", CancellationToken.None);
        return (int)code;
    }
}
