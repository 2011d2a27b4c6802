namespace Holdfast.Bench;

/// <summary>Copies to servers on this machine, beside the peers that speak the same protocol; 16 files under way at once on every side that can be told so.</summary>
internal static class CloudCases
{
    private const string Usual = "--transfers 16 --checkers 32";
    // The server checks each body against MD5 and the peer asks for nothing more; parts and uploads at once as many as make it fastest.
    private const string S3Flags = $"{Usual} --fast-list --s3-no-check-bucket --s3-no-head --s3-upload-concurrency 8 --s3-chunk-size 16M --s3-upload-cutoff 4G --buffer-size 16M";
    private const string SftpFlags = $"{Usual} --sftp-disable-hashcheck --sftp-concurrency 64 --sftp-chunk-size 255k";

    public static void S3Small(Lab lab) => S3Copy(lab, "S3, small files", Small(lab));

    public static void S3Large(Lab lab) => S3Copy(lab, "S3, large files", Large(lab));

    public static Action<Lab> S3Unchanged(bool inDaemon) => lab =>
    {
        var (server, source) = (lab.S3(), Small(lab));
        var (ours, theirs) = (server.Bucket(), server.Bucket());
        var flags = lab.Config("s3", S3Job(server, source, ours));
        Shell.Run($"{lab.Holdfast} run copy {flags}");
        Shell.Run($"{server.Rclone} copy {S3Flags} {source} s3:{theirs}");
        using var daemon = inDaemon ? DaemonCases.Daemon.Start(lab, flags, "s3") : null;
        Pairs.Run($"S3, nothing changed{In(daemon)}", 0.5, "rclone copy", lab.Options.Pairs,
            () => Shell.Measure($"{lab.Holdfast} run copy {flags}"),
            // The time the server keeps spares it a question for each file.
            () => Shell.Measure($"{server.Rclone} copy {S3Flags} --update --use-server-modtime {source} s3:{theirs}"));
    };

    public static Action<Lab> SftpSmall(bool besideRsync) => lab => SftpCopy(lab, "SFTP, small files", Small(lab), besideRsync);

    public static Action<Lab> SftpLarge(bool besideRsync) => lab => SftpCopy(lab, "SFTP, large files", Large(lab), besideRsync);

    public static Action<Lab> SftpUnchanged(bool besideRsync, bool inDaemon = false) => lab =>
    {
        var (server, source) = (lab.Ssh(), Small(lab));
        var (ours, theirs) = (lab.Fresh("ours"), lab.Fresh("theirs"));
        var flags = lab.Config("sftp", SftpJob(server, source, ours));
        Shell.Run($"{lab.Holdfast} run copy {flags}");
        Shell.Run(SftpPeer(server, source, theirs, besideRsync));
        using var daemon = inDaemon ? DaemonCases.Daemon.Start(lab, flags, "sftp") : null;
        Pairs.Run($"SFTP, nothing changed{In(daemon)}", SftpGoal(besideRsync), SftpName(besideRsync), lab.Options.Pairs,
            () => Shell.Measure($"{lab.Holdfast} run copy {flags}"),
            () => Shell.Measure(SftpPeer(server, source, theirs, besideRsync)));
    };

    private static void S3Copy(Lab lab, string name, string source)
    {
        var server = lab.S3();
        Cost Into(Func<string, string> command)
        {
            var bucket = server.Bucket();
            var cost = Shell.Measure(command(bucket));
            server.Empty(bucket);
            return cost;
        }
        Pairs.Run(name, 0.8, "rclone copy", lab.Options.Pairs,
            () => Into(bucket => $"{lab.Holdfast} run copy {lab.Config("s3", S3Job(server, source, bucket))}"),
            () => Into(bucket => $"{server.Rclone} copy {S3Flags} {source} s3:{bucket}"));
    }

    private static void SftpCopy(Lab lab, string name, string source, bool besideRsync)
    {
        var server = lab.Ssh();
        Pairs.Run(name, SftpGoal(besideRsync), SftpName(besideRsync) + "; sync -f", lab.Options.Pairs,
            () =>
            {
                var flags = lab.Config("sftp", SftpJob(server, source, lab.Fresh("ours")));
                return Shell.Measure($"{lab.Holdfast} run copy {flags}");
            },
            () =>
            {
                var destination = lab.Fresh("theirs");
                return Shell.Measure($"{SftpPeer(server, source, destination, besideRsync)} && sync -f {destination}");
            });
    }

    private static string In(DaemonCases.Daemon? daemon) => daemon is null ? "" : ", daemon";

    private static double SftpGoal(bool besideRsync) => besideRsync ? 1.2 : 0.8;

    private static string SftpName(bool besideRsync) => besideRsync ? "rsync -a -e ssh" : "rclone copy";

    private static string SftpPeer(SshServer server, string source, string destination, bool isRsync) => isRsync
        ? $"rsync -a -e \"ssh -F {server.ConfigFile}\" {source}/ nas:{destination}/"
        : $"{server.Rclone} copy {SftpFlags} {source} nas:{destination}";

    private static string S3Job(S3Server server, string source, string bucket) => $$"""
        stores:
          a: { kind: local, path: {{source}} }
          b: { kind: s3, endpoint: "{{server.Endpoint}}", path-style: on, bucket: {{bucket}}, access-key: holdfast-test, secret-key: holdfast-test-secret, parallel: 16 }
        jobs:
          copy: { kind: copy, from: a, to: [b], watch: off }

        """;

    private static string SftpJob(SshServer server, string source, string destination) => $$"""
        stores:
          a: { kind: local, path: {{source}} }
          b: { kind: sftp, host: nas, ssh-config: {{server.ConfigFile}}, path: {{destination}}, parallel: 16 }
        jobs:
          copy: { kind: copy, from: a, to: [b], watch: off }

        """;

    /// <summary>Files of 4 to 64 KB, a hundred in a directory.</summary>
    private static string Small(Lab lab)
    {
        var path = Path.Combine(lab.Options.Work, $"source-cloud-{lab.Options.Files}");
        if (Directory.Exists(path)) return path;
        var random = new Random(42);
        var block = new byte[64 << 10];
        for (var i = 0; i < lab.Options.Files; i++)
        {
            var directory = Path.Combine(path, $"d{i / 100:d4}");
            if (i % 100 == 0) Directory.CreateDirectory(directory);
            random.NextBytes(block);
            using var file = new FileStream(Path.Combine(directory, $"f{i:d6}.dat"), FileMode.CreateNew);
            file.Write(block, 0, random.Next(4 << 10, block.Length));
        }
        Shell.Run($"sync -f {path}");
        return path;
    }

    private static string Large(Lab lab)
    {
        var path = Path.Combine(lab.Options.Work, $"source-cloud-large-{lab.Options.Megabytes}");
        if (!Directory.Exists(path)) Shell.Run($"mkdir {path} && for i in 1 2 3 4; do head -c {lab.Options.Megabytes}M /dev/urandom > {path}/big$i.bin; done; sync -f {path}");
        return path;
    }
}
