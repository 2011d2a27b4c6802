using System.Globalization;

namespace Holdfast.Daemon.Configuration;

/// <summary>A bucket the old program wrote to.</summary>
internal sealed record OldBucket(string Name, bool IsScaleway, string Bucket, string? Region, string? Prefix, string? Endpoint, string? StorageClass)
{
    /// <summary>Files of its key and its secret; null where the usual places are meant.</summary>
    public (string Access, string Secret)? Keys { get; init; }
}

/// <summary>What the old <c>config.yaml</c> and <c>.env</c> say. Every value is told of: what it became, or why nothing became of it.</summary>
internal sealed class BackupSettings
{
    private readonly BackupRequest _request;
    private readonly Dictionary<string, string> _environment;
    private readonly HashSet<string> _used = new(StringComparer.Ordinal);

    public BackupSettings(BackupRequest request)
    {
        _request = request;
        _environment = EnvironmentFile.Read(request.Environment ?? "");
    }

    public List<ImportedLine> Lines { get; } = [];

    public List<ImportedSecret> Secrets { get; } = [];

    public List<OldBucket> Destinations { get; } = [];

    public List<string> Excluded { get; } = [];

    public TimeSpan Every { get; private set; } = TimeSpan.FromMinutes(5);

    public int? Batch { get; private set; }

    public int? Retries { get; private set; }

    public TimeSpan? Backoff { get; private set; }

    public long? MaxGigabytes { get; private set; }

    public TimeSpan? LookBack { get; private set; }

    public string? Temporary { get; private set; }

    public string? Client { get; private set; }

    public bool StartsByItself { get; private set; } = true;

    /// <summary>Reads everything.</summary>
    public void Read(YamlPiece root)
    {
        foreach (var (path, piece) in Leaves(root, ""))
        {
            var text = (piece as YamlScalar)?.Text ?? "";
            switch (path)
            {
                case "sync.mode": Tell(piece, path, text, "Drive is asked for changes all the time, at the interval"); break;
                case "sync.auto_start":
                    StartsByItself = Yes(text);
                    Tell(piece, path, text, StartsByItself ? "the job runs as soon as the daemon does" : $"every run is begun by a person: give it an interval, or 'holdfast run {BackupImport.Job}'", !StartsByItself);
                    break;
                case "sync.interval_seconds" when Number(text) is { } seconds and > 0:
                    Every = TimeSpan.FromSeconds(seconds);
                    Tell(piece, path, text, $"every: {DurationShape.Text(Every)}");
                    break;
                case "sync.check_recent_days" when Number(text) is { } days and > 0 and <= 3650:
                    LookBack = TimeSpan.FromDays(days);
                    Tell(piece, path, text, $"look-back: {DurationShape.Text(LookBack.Value)}, looked at again beside the changes that Drive tells; the first run takes all files, however old");
                    break;
                case "sync.batch_size" when Number(text) is { } batch and > 0 and <= 10_000:
                    Batch = (int)batch;
                    Tell(piece, path, text, $"batch: {Batch}");
                    break;
                case "sync.retry_attempts" when Number(text) is { } tries and > 0 and <= 10_000:
                    Retries = (int)tries;
                    Tell(piece, path, text, $"retries: {Retries}");
                    break;
                case "sync.retry_delay_seconds" when Number(text) is { } delay and > 0:
                    Backoff = TimeSpan.FromSeconds(delay);
                    Tell(piece, path, text, $"backoff: {DurationShape.Text(Backoff.Value)}");
                    break;
                case "sync.max_file_size_gb" when Number(text) is { } size and > 0:
                    MaxGigabytes = size;
                    Tell(piece, path, text, $"max-size: {MaxGigabytes}G");
                    break;
                case "sync.temp_dir" when Path.IsPathRooted(text):
                    Temporary = text;
                    Tell(piece, path, text, $"temp-dir: {text}; content goes from Drive to the buckets without lying there");
                    break;
                case "sources.google_drive.enabled": Tell(piece, path, text, Yes(text) ? "the store 'drive' is read" : "the store 'drive' is read all the same: without it there is nothing to back up", !Yes(text)); break;
                case "sources.google_drive.exclude_patterns":
                    Excluded.Add(text);
                    Tell(piece, path, text, "is left out (exclude)");
                    break;
                default:
                    if (!path.StartsWith("destinations.", StringComparison.Ordinal)) Tell(piece, path, text, "is not carried over", true);
                    break;
            }
        }
        if (Child(root, "destinations") is YamlMapping destinations)
            foreach (var (key, value) in destinations.Pairs) if (key is YamlScalar { Text: var name }) Destination(name, value);
        Google();
        foreach (var name in _environment.Keys.Except(_used, StringComparer.Ordinal)) Lines.Add(new ImportedLine(0, "", $".env: {name} is not needed"));
    }

    private void Destination(string name, YamlPiece piece)
    {
        string? Value(params string[] keys) => keys.Select(key => (Child(piece, key) as YamlScalar)?.Text).FirstOrDefault(text => !string.IsNullOrEmpty(text));
        var at = $"destinations.{name}";
        if (Value("enabled") is { } enabled && !Yes(enabled))
        {
            Tell(piece, at, "enabled: false", "is left out, as it was");
            return;
        }
        if (Value("bucket", "bucket_name") is not { } bucket)
        {
            Tell(piece, at, "", "names no bucket, and is left out", true);
            return;
        }
        var isScaleway = Value("type", "provider") == "scaleway" || name.Contains("scaleway", StringComparison.OrdinalIgnoreCase);
        var region = Value("region") ?? (isScaleway ? Variable("SCW_DEFAULT_REGION", "SCALEWAY_REGION") : Variable("AWS_REGION", "AWS_DEFAULT_REGION"));
        var endpoint = Value("endpoint", "endpoint_url");
        var store = isScaleway ? "scaleway" : name.StartsWith("aws", StringComparison.Ordinal) ? "aws" : Name(name);
        if (Destinations.Any(other => other.Name == store)) store = Name(name);
        Tell(piece, at, bucket, $"the store '{store}'{(region is null && endpoint is null ? $"; no region is said anywhere: {Usual(isScaleway)} is assumed" : "")}", region is null && endpoint is null);
        Destinations.Add(new OldBucket(store, isScaleway, bucket, region ?? (endpoint is null ? Usual(isScaleway) : null), Value("prefix", "path", "folder"), endpoint, Value("storage_class")) { Keys = Keys(store, isScaleway) });
    }

    private (string Access, string Secret)? Keys(string store, bool isScaleway)
    {
        var access = isScaleway ? Variable("SCW_ACCESS_KEY", "SCALEWAY_ACCESS_KEY", "SCALEWAY_ACCESS_KEY_ID") : Variable("AWS_ACCESS_KEY_ID");
        var secret = isScaleway ? Variable("SCW_SECRET_KEY", "SCALEWAY_SECRET_KEY", "SCALEWAY_SECRET_ACCESS_KEY") : Variable("AWS_SECRET_ACCESS_KEY");
        if (access is null || secret is null)
        {
            Lines.Add(new ImportedLine(0, "", $"the .env has no keys for '{store}': they are looked for where AWS tools have theirs; else say access-key and secret-key", true));
            return null;
        }
        return (Keep($"{store}.access-key", access), Keep($"{store}.secret-key", secret));
    }

    private void Google()
    {
        var (id, secret) = (Variable("GOOGLE_CLIENT_ID"), Variable("GOOGLE_CLIENT_SECRET"));
        if (id is not null && secret is not null)
        {
            using var buffer = new MemoryStream();
            using (var json = new System.Text.Json.Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteStartObject("installed");
                json.WriteString("client_id", id);
                json.WriteString("client_secret", secret);
                json.WriteString("auth_uri", "https://accounts.google.com/o/oauth2/auth");
                json.WriteString("token_uri", "https://oauth2.googleapis.com/token");
                json.WriteEndObject();
                json.WriteEndObject();
            }
            Client = Keep("client.json", System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
        }
        Lines.Add(new ImportedLine(0, "", Client is null
            ? "the .env names no Google client: download one as client.json (docs/backup.md tells how), then 'holdfast login google drive'"
            : "the Google client goes on; the account is connected anew: 'holdfast login google drive'", true));
    }

    private string Keep(string name, string secret)
    {
        var path = System.IO.Path.Combine(_request.Secrets, name);
        Secrets.Add(new ImportedSecret(path, secret));
        return path;
    }

    private string? Variable(params string[] names)
    {
        _used.UnionWith(names);
        return names.Select(name => _environment.GetValueOrDefault(name)).FirstOrDefault(value => !string.IsNullOrEmpty(value));
    }

    private static IEnumerable<(string Path, YamlPiece Piece)> Leaves(YamlPiece piece, string path)
    {
        if (piece is YamlMapping mapping)
        {
            foreach (var (key, value) in mapping.Pairs)
                foreach (var leaf in Leaves(value, path.Length == 0 ? (key as YamlScalar)?.Text ?? "" : $"{path}.{(key as YamlScalar)?.Text}")) yield return leaf;
        }
        else if (piece is YamlSequence sequence)
        {
            foreach (var item in sequence.Items) foreach (var leaf in Leaves(item, path)) yield return leaf;
        }
        else yield return (path, piece);
    }

    private static YamlPiece? Child(YamlPiece piece, string key) =>
        piece is YamlMapping mapping ? mapping.Pairs.LastOrDefault(pair => pair.Key is YamlScalar { Text: var text } && text == key).Value : null;

    private void Tell(YamlPiece piece, string path, string text, string became, bool look = false) => Lines.Add(new ImportedLine(piece.Line, text.Length == 0 ? path : $"{path}: {Shorten.Text(text)}", became, look));

    private static string Usual(bool isScaleway) => isScaleway ? "fr-par" : "us-east-1";

    private static string Name(string text)
    {
        var name = string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '-'));
        return NameShape.IsName(name) ? name : "bucket";
    }

    private static bool Yes(string text) => text.ToLowerInvariant() is "true" or "yes" or "on" or "1";

    private static long? Number(string text) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value < 1e9 ? (long)Math.Ceiling(value) : null;
}
