using Holdfast.Adapters.Notifications;
using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Alerts;

/// <summary>Makes channels with their secrets, anew for every notice: a secret that was changed holds from then on.</summary>
internal sealed class Notifiers(SecretReader secrets, string host, TimeProvider time)
{
    /// <summary>Makes one; whoever asks disposes it.</summary>
    /// <exception cref="SecretException">A secret of it cannot be read.</exception>
    public async ValueTask<INotifier> OpenAsync(ChannelConfig channel, CancellationToken cancellation) => NotifierCatalog.Open(
        new NotifierSettings
        {
            Kind = channel.Kind.ToString().ToLowerInvariant(),
            To = channel.To,
            From = channel.From ?? $"holdfast@{host}",
            Host = channel.Host ?? "localhost",
            Port = channel.Port,
            NeedsTls = channel.Tls == MailTls.Starttls,
            User = channel.User,
            Password = await ReadAsync(channel.Password, cancellation),
            Program = channel.Program,
            Url = await ReadAsync(channel.Url, cancellation),
            Secret = await ReadAsync(channel.Secret, cancellation),
            Token = await ReadAsync(channel.Token, cancellation),
        }, time);

    private async ValueTask<string?> ReadAsync(Secret? source, CancellationToken cancellation) => source is null ? null : await secrets.ReadAsync(source, cancellation);
}
