using Holdfast.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.Configuration;

[Trait("row", "D14")]
public sealed class BackupImportTests
{
    private const string Old = """
        sync:
          mode: realtime
          auto_start: true              # Auto-start daemon on app launch
          interval_seconds: 300         # Check for changes every 5 minutes
          check_recent_days: 7          # Check files modified in last 7 days
          batch_size: 100               # Max files per sync batch
          retry_attempts: 5             # Retry failed syncs
          retry_delay_seconds: 30       # Delay between retries
          max_file_size_gb: 50          # Skip files larger than this
          temp_dir: /tmp/backup-sync    # Temporary download location

        sources:
          google_drive:
            exclude_patterns:
              - '*.tmp'
              - '.DS_Store'
              - '~$*'
              - '*.log'
              - 'Thumbs.db'

        destinations:
          aws_s3:
            enabled: true
            bucket: my-backup

          eu_provider:
            enabled: true
            type: scaleway
            bucket: my-backup-eu
        """;

    private const string Environment = """
        # keys
        AWS_ACCESS_KEY_ID=AKIAEXAMPLE
        AWS_SECRET_ACCESS_KEY="abc$def#1"
        AWS_REGION=eu-west-1
        export SCW_ACCESS_KEY='SCWEXAMPLE'
        SCW_SECRET_KEY=0000-1111   # of the EU account
        GOOGLE_CLIENT_ID=id.apps.googleusercontent.com
        GOOGLE_CLIENT_SECRET=GOCSPX-secret
        FLASK_SECRET_KEY=whatever
        """;

    [Fact]
    public void The_old_files_become_one_job_to_both_places()
    {
        var result = Import(Old, Environment);
        var config = Reading.Good(result.Yaml!);
        var job = config.FindJob("backup")!;
        Assert.Equal((JobKind.Backup, "drive", TimeSpan.FromMinutes(5), 100, 5, TimeSpan.FromSeconds(30), 50L << 30), (job.Kind, job.From, job.Every!.Value, job.Batch!.Value, job.Tries, job.Backoff, job.MaxSize!.Value));
        Assert.Equal(["aws", "scaleway"], job.To);
        Assert.Equal(("/tmp/backup-sync", TimeSpan.FromDays(7)), (config.TempDirectory, config.FindStore("drive")!.Drive!.LookBack));
        Assert.Equal(["- *.tmp", "- .DS_Store", "- ~$*", "- *.log", "- Thumbs.db"], job.Filters.Rules.Select(rule => rule.Text));
        var (aws, scaleway) = (config.FindStore("aws")!.S3!, config.FindStore("scaleway")!.S3!);
        Assert.Equal(("my-backup", "eu-west-1", null), (aws.Bucket, aws.Region, aws.Provider));
        Assert.Equal(("my-backup-eu", "fr-par", "scaleway"), (scaleway.Bucket, scaleway.Region, scaleway.Provider));
    }

    [Fact]
    [Trait("row", "D13")]
    public void Keys_go_into_files_of_their_own_and_never_into_the_configuration()
    {
        var result = Import(Old, Environment);
        Assert.Equal(
            [("aws.access-key", "AKIAEXAMPLE"), ("aws.secret-key", "abc$def#1"), ("scaleway.access-key", "SCWEXAMPLE"), ("scaleway.secret-key", "0000-1111")],
            result.Secrets.Where(secret => !secret.Path.EndsWith("client.json", StringComparison.Ordinal)).Select(secret => (Path.GetFileName(secret.Path), secret.Text)));
        Assert.Contains("GOCSPX-secret", result.Secrets.Single(secret => secret.Path.EndsWith("client.json", StringComparison.Ordinal)).Text, StringComparison.Ordinal);
        foreach (var secret in new[] { "AKIAEXAMPLE", "abc$def", "0000-1111", "GOCSPX" }) Assert.DoesNotContain(secret, result.Yaml + string.Join('\n', result.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_line_is_told_of()
    {
        var result = Import(Old + "\nnotifications:\n  email: me@example.com\n", Environment);
        Assert.Equal([2, 3, 4, 5, 6, 7, 8, 9, 10, 15, 16, 17, 18, 19], result.Lines.Where(line => line.Line is > 0 and < 20).Select(line => line.Line).Distinct().Order());
        Assert.Contains(result.Lines, line => line.Text.Contains("notifications.email", StringComparison.Ordinal) && line.NeedsALook);
        Assert.Contains(result.Lines, line => line.Became.Contains("FLASK_SECRET_KEY is not needed", StringComparison.Ordinal));
        Assert.Contains(result.Lines, line => line.Became.Contains("fr-par is assumed", StringComparison.Ordinal) && line.NeedsALook);
    }

    [Fact]
    public void What_was_switched_off_stays_out_and_without_any_destination_nothing_is_made()
    {
        var one = Import(Old.Replace("enabled: true\n    type: scaleway", "enabled: false\n    type: scaleway", StringComparison.Ordinal), Environment);
        Assert.Equal(["aws"], Reading.Good(one.Yaml!).FindJob("backup")!.To);
        var none = Import("sync: { interval_seconds: 300 }\n", null);
        Assert.Null(none.Yaml);
        Assert.Single(none.Errors);
        Assert.Null(Import("sync: [", null).Yaml);
    }

    [Fact]
    public void Without_a_dot_env_the_usual_places_of_keys_are_meant()
    {
        var result = Import(Old, null);
        Assert.Empty(result.Secrets);
        Assert.Null(Reading.Good(result.Yaml!).FindStore("aws")!.S3!.AccessKey);
        Assert.Equal(3, result.Lines.Count(line => line.Line == 0 && line.NeedsALook));
    }

    private static BackupResult Import(string text, string? environment) =>
        BackupImport.Import(new BackupRequest { File = "/home/me/backup/config.yaml", Text = text, Environment = environment, Secrets = "/etc/holdfast/secrets", Account = "me@example.com" });
}
