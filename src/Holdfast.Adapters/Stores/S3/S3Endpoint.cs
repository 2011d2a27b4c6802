namespace Holdfast.Adapters.Stores.S3;

/// <summary>Where requests go, and how they are signed.</summary>
/// <param name="Url">The server; null for the one of <see cref="Region"/> at AWS.</param>
/// <param name="Region">The region signatures are made for.</param>
/// <param name="PathStyle">Whether the bucket stands in the path instead of the host's name.</param>
internal sealed record S3Endpoint(Uri? Url, string Region, bool PathStyle)
{
    /// <summary>Providers whose endpoints are known, and how each builds the name of one.</summary>
    private static readonly Dictionary<string, Func<string, string?>> Providers = new(StringComparer.Ordinal)
    {
        ["aws"] = static _ => null,
        ["scaleway"] = static region => $"https://s3.{region}.scw.cloud",
    };

    /// <summary>Providers a configuration can name.</summary>
    public static IReadOnlyCollection<string> Known => Providers.Keys;

    /// <summary>The endpoint a configuration means.</summary>
    /// <param name="provider">A provider; null for AWS, or for none when there is a URL.</param>
    /// <param name="url">The server, where it was said.</param>
    /// <param name="region">The region, where it was said.</param>
    /// <param name="pathStyle">Whether the bucket stands in the path; null to choose: at addresses and single names it must.</param>
    /// <exception cref="ArgumentException">A word is missing or unknown.</exception>
    public static S3Endpoint Of(string? provider, string? url, string? region, bool? pathStyle)
    {
        if (provider is not null && !Providers.ContainsKey(provider)) throw new ArgumentException($"there is no provider '{provider}'", nameof(provider));
        if (region is null && url is null) throw new ArgumentException("a region or an endpoint is needed", nameof(region));
        var text = url ?? Providers[provider ?? "aws"](region!);
        if (text is null) return new S3Endpoint(null, region!, pathStyle ?? false);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.PathAndQuery != "/" || uri.UserInfo.Length > 0)
            throw new ArgumentException($"'{text}' is no endpoint: http:// or https://, a host, and perhaps a port", nameof(url));
        return new S3Endpoint(uri, region ?? "us-east-1", pathStyle ?? (uri.HostNameType != UriHostNameType.Dns || !uri.Host.Contains('.', StringComparison.Ordinal)));
    }

    /// <summary>For people.</summary>
    public override string ToString() => Url?.GetLeftPart(UriPartial.Authority) ?? $"s3.{Region}.amazonaws.com";
}
