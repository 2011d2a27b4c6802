using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Commands;
using Holdfast.Daemon.Scheduling;

namespace Holdfast.Daemon.Api;

/// <summary>What routes work with.</summary>
internal sealed record ApiParts
{
    /// <summary>What commands work with.</summary>
    public required Services Services { get; init; }

    /// <summary>Starts and stops jobs.</summary>
    public required Scheduler Scheduler { get; init; }

    /// <summary>Runs that were asked for and go on by themselves.</summary>
    public required Errands Errands { get; init; }

    /// <summary>How everything stands, read at most once a second.</summary>
    public required OverviewReader Overview { get; init; }

    /// <summary>Knows who comes.</summary>
    public required Doorkeeper Door { get; init; }

    /// <summary>Hashes passwords.</summary>
    public required Passwords Passwords { get; init; }

    /// <summary>Lets the first account be made.</summary>
    public required SetupCode SetupCode { get; init; }

    /// <summary>Puts together what a process has.</summary>
    /// <param name="services">What commands work with.</param>
    /// <param name="scheduler">The scheduler.</param>
    /// <param name="passwords">Hashes passwords.</param>
    public static ApiParts Of(Services services, Scheduler scheduler, Passwords passwords) => new()
    {
        Services = services,
        Scheduler = scheduler,
        Errands = new Errands(services.Log, services.Time),
        Overview = new OverviewReader(services),
        Passwords = passwords,
        Door = new Doorkeeper(services.State.Access, passwords, services.Time),
        SetupCode = new SetupCode(services.Config.StateDirectory),
    };
}
