namespace Holdfast.Daemon.Configuration;

/// <summary>Checks that the API is served as it can be, and to nobody who could be overheard.</summary>
internal sealed class ServerValidator(SettingsMap settings, ServerConfig server, List<ConfigError> errors)
{
    /// <summary>Tells everything that does not fit together.</summary>
    public void Check()
    {
        if (server.IsOpenToEavesdroppers && !server.Insecure)
        {
            errors.Add(new ConfigError(Place("listen"), "server.listen", $"{server.Listen} without HTTPS", "an address of this machine alone, or HTTPS",
                "set https: self-made, or https: certificate; insecure: true if the way to it is safe otherwise"));
        }
        if (server.Https == HttpsRule.Certificate && !settings.IsBroken("server.certificate") && !settings.IsBroken("server.key"))
        {
            if (server.Certificate is null) errors.Add(new ConfigError(Place("https"), "server.certificate", "nothing", "a file with the certificate"));
            if (server.Key is null) errors.Add(new ConfigError(Place("https"), "server.key", "nothing", "a file with the certificate's key"));
        }
    }

    private Origin Place(string word) => settings.Find($"server.{word}")?.Origin ?? Origin.Default;
}
