using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Scheduling;

namespace Holdfast.Daemon.Api;

/// <summary>What routes work with.</summary>
internal sealed record ApiParts : IAsyncDisposable
{
    /// <summary>What commands work with.</summary>
    public required Services Services { get; init; }

    /// <summary>Starts and stops jobs.</summary>
    public required Scheduler Scheduler { get; init; }

    /// <summary>Runs that were asked for and go on by themselves.</summary>
    public required Errands Errands { get; init; }

    /// <summary>Commands that clients gave and wait for.</summary>
    public required CommandsUnderWay Commands { get; init; }

    /// <summary>How everything stands, read at most once a second.</summary>
    public required OverviewReader Overview { get; init; }

    /// <summary>Knows who comes.</summary>
    public required Doorkeeper Door { get; init; }

    /// <summary>Carries commands out.</summary>
    public required ICommandHandler Handler { get; init; }

    /// <summary>Lets the first account be made.</summary>
    public required SetupCode SetupCode { get; init; }

    /// <summary>The configuration's file.</summary>
    public required SettingsFile Settings { get; init; }

    /// <summary>How far runs are, for those who listen.</summary>
    public required ProgressFeed Feed { get; init; }

    /// <summary>Tells events as they happen.</summary>
    public required EventStreams Streams { get; init; }

    /// <summary>Ends what would else go on for ever.</summary>
    public required CancellationTokenSource Stopping { get; init; }

    /// <summary>Puts together what a process has.</summary>
    /// <param name="services">What commands work with.</param>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="handler">Carries commands out.</param>
    /// <param name="settings">The configuration's file.</param>
    public static ApiParts Of(Services services, Scheduler scheduler, ICommandHandler handler, SettingsFile settings)
    {
        var (door, feed, stopping) = (new Doorkeeper(services.State.Access, services.Book.Passwords, services.Time), new ProgressFeed(services.Live, services.Time), new CancellationTokenSource());
        services.Book.Changed += door.Forget;
        return new ApiParts
        {
            Services = services,
            Scheduler = scheduler,
            Errands = new Errands(services.Log, services.Time),
            Commands = new CommandsUnderWay(),
            Overview = new OverviewReader(services),
            Handler = handler,
            Door = door,
            SetupCode = new SetupCode(services.Config.StateDirectory),
            Settings = settings,
            Feed = feed,
            Streams = new EventStreams(services, feed, door, stopping.Token),
            Stopping = stopping,
        };
    }

    /// <summary>Ends what was begun for clients, and returns when it has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        Services.Book.Changed -= Door.Forget;
        await Stopping.CancelAsync();
        await Commands.EndAsync();
        await Errands.DisposeAsync();
        Feed.Dispose();
        Overview.Dispose();
    }
}
