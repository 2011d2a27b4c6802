namespace Holdfast.Bench;

/// <summary>The comparisons there are.</summary>
internal static class Cases
{
    public static IReadOnlyDictionary<string, Action<Lab>> All { get; } = new Dictionary<string, Action<Lab>>
    {
        ["first-copy"] = lab => FirstCopy(lab, "rsync -a; sync -f", 0.6, (s, d) => $"rsync -a {s}/ {d}/ && sync -f {d}"),
        ["first-copy-cp"] = lab => FirstCopy(lab, "cp -a; sync -f", 1.0, (s, d) => $"cp -a {s}/. {d}/ && sync -f {d}"),
        ["first-copy-rclone"] = lab => FirstCopy(lab, "rclone sync", 1.0, (s, d) => $"rclone sync --links {s} {d} 2>/dev/null && sync -f {d}"),
        ["unchanged"] = Unchanged,
        ["one-percent"] = OnePercent,
        ["large"] = Large,
        ["permissions-clean"] = PermissionsClean,
        ["permissions-wrong"] = PermissionsWrong,
        ["status"] = Status,
        ["daemon-ready"] = DaemonCases.Ready,
        ["daemon-unchanged"] = DaemonCases.Unchanged,
        ["daemon-idle"] = DaemonCases.Idle,
        ["dashboard-open"] = DaemonCases.DashboardOpen,
        ["memory-copy"] = MemoryCases.Copy,
        ["memory-permissions"] = MemoryCases.Permissions,
        ["s3-small"] = CloudCases.S3Small,
        ["s3-large"] = CloudCases.S3Large,
        ["s3-unchanged"] = CloudCases.S3Unchanged(inDaemon: false),
        ["s3-unchanged-daemon"] = CloudCases.S3Unchanged(inDaemon: true),
        ["sftp-small"] = CloudCases.SftpSmall(besideRsync: false),
        ["sftp-small-rsync"] = CloudCases.SftpSmall(besideRsync: true),
        ["sftp-large"] = CloudCases.SftpLarge(besideRsync: false),
        ["sftp-large-rsync"] = CloudCases.SftpLarge(besideRsync: true),
        ["sftp-unchanged"] = CloudCases.SftpUnchanged(besideRsync: false),
        ["sftp-unchanged-rsync"] = CloudCases.SftpUnchanged(besideRsync: true),
        ["sftp-unchanged-daemon"] = CloudCases.SftpUnchanged(besideRsync: true, inDaemon: true),
    };

    private static void FirstCopy(Lab lab, string peer, double goal, Func<string, string, string> theirs)
    {
        var source = lab.Source();
        Pairs.Run("first copy", goal, peer, lab.Options.Pairs,
            () =>
            {
                var destination = lab.Fresh("ours");
                var flags = lab.Config("first", Lab.Mirror(source, destination));
                return Shell.Measure($"{lab.Holdfast} run mirror {flags}");
            },
            () => Shell.Measure(theirs(source, lab.Fresh("theirs"))));
    }

    private static void Unchanged(Lab lab)
    {
        var (source, ours, theirs, flags) = TwoCopies(lab);
        Pairs.Run("nothing changed", 0.9, "rsync -a", lab.Options.Pairs,
            () => Shell.Measure($"{lab.Holdfast} run mirror {flags}"),
            () => Shell.Measure($"rsync -a {source}/ {theirs}/"));
        _ = ours;
    }

    private static void OnePercent(Lab lab)
    {
        var (source, _, theirs, flags) = TwoCopies(lab);
        var round = 0;
        Pairs.Run("1 % changed", 0.8, "rsync -a; sync -f", lab.Options.Pairs,
            () => Shell.Measure($"{lab.Holdfast} run mirror {flags}"),
            () => Shell.Measure($"rsync -a {source}/ {theirs}/ && sync -f {theirs}"),
            () => Touch(source, round++));
    }

    private static void Large(Lab lab)
    {
        var source = Path.Combine(lab.Options.Work, "source-large");
        if (!Directory.Exists(source)) Shell.Run($"mkdir {source} && for i in 1 2 3 4; do head -c 1G /dev/urandom > {source}/big$i.bin; done; sync -f {source}");
        Pairs.Run("4 files of 1 GB", 1.1, "cp -a; sync -f", lab.Options.Pairs,
            () =>
            {
                var flags = lab.Config("large", Lab.Mirror(source, lab.Fresh("ours")));
                return Shell.Measure($"{lab.Holdfast} run mirror {flags}");
            },
            () =>
            {
                var destination = lab.Fresh("theirs");
                return Shell.Measure($"cp -a {source}/. {destination}/ && sync -f {destination}");
            });
    }

    private static void PermissionsClean(Lab lab)
    {
        var (tree, flags) = PermissionTree(lab);
        Shell.Run($"{lab.Holdfast} run permissions {flags}");
        Pairs.Run("permissions, right", 1.2, "find -printf wrong", lab.Options.Pairs,
            () => Shell.Measure($"{lab.Holdfast} run permissions {flags}"),
            () => Shell.Measure($"find {tree} \\( ! -uid 1001 -o ! -gid 999 -o -type d ! -perm 775 -o -type f ! -perm 664 \\) -printf \"%p\\n\" > /dev/null"));
    }

    private static void PermissionsWrong(Lab lab)
    {
        var (tree, flags) = PermissionTree(lab);
        var theirs = lab.Fresh("theirs");
        Shell.Run($"cp -a {lab.Source()}/. {theirs}/ && rm -rf {theirs}/lost+found && sync -f {theirs}");
        Pairs.Run("permissions, all wrong", 2.0, "chown -R; chmod -R; sync -f", lab.Options.Pairs,
            () =>
            {
                Spoil(tree);
                return Shell.Measure($"{lab.Holdfast} run permissions {flags}");
            },
            () =>
            {
                Spoil(theirs);
                return Shell.Measure($"chown -R 1001:999 {theirs} && chmod -R ug=rw,o=r,a+X {theirs} && sync -f {theirs}");
            });
    }

    private static void Status(Lab lab)
    {
        var (tree, flags) = PermissionTree(lab);
        Shell.Run($"{lab.Holdfast} run permissions {flags}");
        Pairs.Run("status", 1.0, "0.15 s", lab.Options.Pairs, () => Shell.Measure($"{lab.Holdfast} status {flags}", 1), () => new Cost(0.15, 0, 0));
        _ = tree;
    }

    public static (string Source, string Ours, string Theirs, string Flags) TwoCopies(Lab lab)
    {
        var (source, ours, theirs) = (lab.Source(), lab.Fresh("ours"), lab.Fresh("theirs"));
        var flags = lab.Config("two", Lab.Mirror(source, ours));
        Shell.Run($"{lab.Holdfast} run mirror {flags}");
        Shell.Run($"rsync -a --exclude=/.holdfast {source}/ {theirs}/ && sync -f {theirs}");
        return (source, ours, theirs, flags);
    }

    private static void Touch(string source, int round) =>
        Shell.Run($"find {source} -type f -name '*{round % 10}{round / 10 % 10}.dat' -exec sh -c 'for f; do echo {round} >> \"$f\"; done' sh {{}} + && sync -f {source}");

    private static (string Tree, string Flags) PermissionTree(Lab lab)
    {
        var tree = lab.Fresh("ours");
        Shell.Run($"cp -a {lab.Source()}/. {tree}/ && rm -rf {tree}/lost+found && sync -f {tree}");
        return (tree, lab.Config("permissions", Lab.Permissions(tree)));
    }

    private static void Spoil(string tree) =>
        Shell.Run($"find {tree} -mindepth 1 -path {tree}/.holdfast -prune -o -print0 | xargs -0 chown -h 0:0 && find {tree} -mindepth 1 -path {tree}/.holdfast -prune -o -type d -print0 | xargs -0 chmod 700 && find {tree} -path {tree}/.holdfast -prune -o -type f -print0 | xargs -0 chmod 600 && sync -f {tree}");
}
