namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>How rclone is started.</summary>
internal sealed record RcloneLaunch
{
    /// <summary>The program, by its full path.</summary>
    public required string Program { get; init; }

    /// <summary>The <c>rclone.conf</c>.</summary>
    public required string ConfigFile { get; init; }

    /// <summary>Gives the password of an encrypted configuration; null when none is needed.</summary>
    public Func<CancellationToken, ValueTask<string>>? Password { get; init; }

    /// <summary>Our environment.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>
    /// What rclone gets of our environment: what remotes need to find keys, proxies and agents, and remotes that stand in it. Options of rclone's own
    /// that stand in it are left out: a filter would hide files from listings, and a dry run would only pretend to write.
    /// </summary>
    public Dictionary<string, string> Inherited()
    {
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Environment)
        {
            if (name.StartsWith("HOLDFAST_", StringComparison.Ordinal) || (name.StartsWith("RCLONE_", StringComparison.Ordinal) && !name.StartsWith("RCLONE_CONFIG_", StringComparison.Ordinal))) continue;
            kept[name] = value;
        }
        return kept;
    }
}
