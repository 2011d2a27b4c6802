namespace Holdfast.Adapters.Notifications;

/// <summary>Everything a channel is made from, secrets included: it is made when something is to be told, and not kept.</summary>
public sealed record NotifierSettings
{
    /// <summary>The kind: <c>email</c>, <c>sendmail</c>, <c>webhook</c>, <c>slack</c>, <c>discord</c> or <c>ntfy</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Addresses mail goes to.</summary>
    public IReadOnlyList<string> To { get; init; } = [];

    /// <summary>The address mail comes from.</summary>
    public string From { get; init; } = "holdfast@localhost";

    /// <summary>The mail server.</summary>
    public string Host { get; init; } = "localhost";

    /// <summary>Its port.</summary>
    public int Port { get; init; } = 587;

    /// <summary>Whether mail is sent over STARTTLS alone.</summary>
    public bool NeedsTls { get; init; } = true;

    /// <summary>Name to sign in with; null for none.</summary>
    public string? User { get; init; }

    /// <summary>Password to sign in with.</summary>
    public string? Password { get; init; }

    /// <summary>The program that takes mail.</summary>
    public string Program { get; init; } = "/usr/sbin/sendmail";

    /// <summary>Where requests go.</summary>
    public string? Url { get; init; }

    /// <summary>Key that bodies are signed by; null for none.</summary>
    public string? Secret { get; init; }

    /// <summary>Token that is sent as <c>Authorization: Bearer</c>; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>Nothing of it is shown.</summary>
    public override string ToString() => $"a channel of kind {Kind}";
}

/// <summary>The only list of the kinds of channel.</summary>
public static class NotifierCatalog
{
    /// <summary>Makes a channel; nothing is reached by that.</summary>
    public static Holdfast.Engine.Seams.INotifier Open(NotifierSettings settings, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.Kind switch
        {
            "email" => new SmtpNotifier(settings),
            "sendmail" => new SendmailNotifier(settings, time),
            "webhook" or "slack" or "discord" or "ntfy" => new WebNotifier(settings, time),
            _ => throw new ArgumentException($"there is no channel of kind '{settings.Kind}'", nameof(settings)),
        };
    }
}
