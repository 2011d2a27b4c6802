using Holdfast.Adapters.Programs;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Notifications;

/// <summary>Mail by the program of this machine, which queues and delivers it.</summary>
internal sealed class SendmailNotifier(NotifierSettings settings, TimeProvider time) : INotifier
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task SendAsync(Notice notice, CancellationToken cancellation)
    {
        var call = new ProgramCall
        {
            Path = settings.Program,
            // What stands behind two dashes is an address, whatever it begins with.
            Arguments = ["-i", "-f", settings.From, "--", .. settings.To],
            Input = MailText.Whole(notice, settings.From, settings.To),
            Timeout = Patience,
        };
        var result = await ProgramRunner.RunAsync(call, time, cancellation);
        if (!result.Succeeded) throw new NotifyException(MailText.Line($"{settings.Program} {result.Summary}"), isPermanent: result.ExitCode is 64 or 67 or 68 or 77 or 78);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is kept open.
    }
}
