namespace Holdfast.Daemon.Logging;

/// <summary>A secret that no text, log line or message can show by accident.</summary>
internal sealed class Redacted(string secret)
{
    /// <summary>The secret itself, for the one call that needs it.</summary>
    public string Reveal() => secret;

    /// <summary>Three stars, whatever the secret is.</summary>
    public override string ToString() => "***";
}
