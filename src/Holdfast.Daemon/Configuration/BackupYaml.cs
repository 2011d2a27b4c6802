using System.Globalization;
using System.Text;

namespace Holdfast.Daemon.Configuration;

/// <summary>Writes the configuration that does what an old backup's <c>config.yaml</c> asked for.</summary>
internal static class BackupYaml
{
    /// <summary>The text of the new file.</summary>
    public static string Write(BackupSettings said, BackupRequest request)
    {
        var text = new StringBuilder();
        text.Append(ConfigSchema.Modeline).Append('\n');
        text.Append("# Made from ").Append(Shorten.Line(request.File)).Append("; every word is told in docs/configuration.md.\n\n");
        if (said.Temporary is { } temporary) text.Append("temp-dir: ").Append(YamlText.Scalar(temporary)).Append('\n');
        text.Append("stores:\n  drive:\n    kind: google-drive\n");
        text.Append("    client: ").Append(YamlText.Scalar("file:" + (said.Client ?? Path.Combine(request.Secrets, "client.json")))).Append('\n');
        if (request.Account is { } account) text.Append("    account: ").Append(YamlText.Scalar(account)).Append('\n');
        if (said.LookBack is { } back) text.Append("    look-back: ").Append(DurationShape.Text(back)).Append('\n');
        foreach (var bucket in said.Destinations) Store(text, bucket);
        text.Append("\njobs:\n  ").Append(BackupImport.Job).Append(":\n    kind: backup\n    from: drive\n    to: [").AppendJoin(", ", said.Destinations.Select(bucket => bucket.Name)).Append("]\n");
        if (said.StartsByItself) text.Append("    every: ").Append(DurationShape.Text(said.Every)).Append('\n');
        if (said.Excluded.Count > 0) text.Append("    exclude: [").AppendJoin(", ", said.Excluded.Select(pattern => YamlText.Scalar(pattern))).Append("]\n");
        if (said.MaxGigabytes is { } size) text.Append(CultureInfo.InvariantCulture, $"    max-size: {size}G\n");
        if (said.Batch is { } batch) text.Append(CultureInfo.InvariantCulture, $"    batch: {batch}\n");
        if (said.Retries is { } tries) text.Append(CultureInfo.InvariantCulture, $"    retries: {tries}\n");
        if (said.Backoff is { } backoff) text.Append("    backoff: ").Append(DurationShape.Text(backoff)).Append('\n');
        text.Append("    # The old program kept no versions. Without 'keep' what is replaced can be brought back for 30 days, and what Drive no longer has stays.\n    # keep: { last: 5, days: 30, daily: 7, weekly: 4, monthly: 12 }\n");
        return text.ToString();
    }

    private static void Store(StringBuilder text, OldBucket bucket)
    {
        text.Append("  ").Append(bucket.Name).Append(":\n    kind: s3\n    bucket: ").Append(YamlText.Scalar(bucket.Bucket)).Append('\n');
        if (bucket.IsScaleway) text.Append("    provider: scaleway\n");
        if (bucket.Region is { } region) text.Append("    region: ").Append(YamlText.Scalar(region)).Append('\n');
        if (bucket.Endpoint is { } endpoint) text.Append("    endpoint: ").Append(YamlText.Scalar(endpoint)).Append('\n');
        if (bucket.Prefix?.Trim('/') is { Length: > 0 } prefix) text.Append("    prefix: ").Append(YamlText.Scalar(prefix)).Append('\n');
        if (bucket.StorageClass is { } storage) text.Append("    storage-class: ").Append(YamlText.Scalar(storage)).Append('\n');
        if (bucket.Keys is { } keys) text.Append("    access-key: ").Append(YamlText.Scalar("file:" + keys.Access)).Append("\n    secret-key: ").Append(YamlText.Scalar("file:" + keys.Secret)).Append('\n');
    }
}
