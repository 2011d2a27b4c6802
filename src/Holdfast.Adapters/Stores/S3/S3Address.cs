using System.Text;

namespace Holdfast.Adapters.Stores.S3;

/// <summary>Where a bucket is.</summary>
internal sealed class S3Address
{
    private static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private readonly string _server;
    private readonly string _root;

    private S3Address(string scheme, string host, string root) => (_server, Host, _root) = ($"{scheme}://{host}", host, root);

    /// <summary>The server, as requests name it: with the port where it is none that goes without saying.</summary>
    public string Host { get; }

    /// <summary>The place of a bucket: before the server's name, or in the path where that is asked or a name cannot hold it.</summary>
    public static S3Address Of(S3Endpoint endpoint, string bucket)
    {
        var (scheme, host) = endpoint.Url is { } url ? (url.Scheme, url.IsDefaultPort ? url.IdnHost : $"{Bracketed(url)}:{url.Port}") : ("https", $"s3.{endpoint.Region}.{Suffix(endpoint.Region)}");
        return endpoint.PathStyle || !CanStandInName(bucket, scheme) ? new S3Address(scheme, host, $"/{S3Signature.Escaped(bucket)}/") : new S3Address(scheme, $"{bucket}.{host}", "/");
    }

    /// <summary>The path of an object as it goes over the line; of the bucket for an empty key.</summary>
    public string PathOf(string key) => Escaped(new StringBuilder(_root), key);

    /// <summary>An object of a bucket as one text, escaped as in a path.</summary>
    public static string InPath(string bucket, string key) => Escaped(new StringBuilder("/").Append(S3Signature.Escaped(bucket)).Append('/'), key);

    /// <summary>A path and parameters as an address, as they are: a dot in a key is no step.</summary>
    public Uri Of(string path, string query) => new($"{_server}{path}{(query.Length > 0 ? "?" : "")}{query}", AsItIs);

    private static string Escaped(StringBuilder path, string key)
    {
        for (var from = 0; from < key.Length;)
        {
            var slash = key.IndexOf('/', from);
            var to = slash < 0 ? key.Length : slash;
            path.Append(S3Signature.Escaped(key[from..to]));
            if (slash >= 0) path.Append('/');
            from = to + 1;
        }
        return path.ToString();
    }

    // A certificate for all names below a server's holds for one more word, not for two.
    private static bool CanStandInName(string bucket, string scheme) =>
        bucket.Length is >= 3 and <= 63 && char.IsAsciiLetterOrDigit(bucket[0]) && char.IsAsciiLetterOrDigit(bucket[^1])
        && bucket.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-' || letter == '.' && scheme == "http") && !bucket.Contains("..", StringComparison.Ordinal);

    private static string Bracketed(Uri url) => url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;

    private static string Suffix(string region) => Amazon.RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix;
}
