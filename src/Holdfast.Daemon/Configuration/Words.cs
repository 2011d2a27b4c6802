namespace Holdfast.Daemon.Configuration;

/// <summary>Every word a configuration can have.</summary>
internal static class Words
{
    private static readonly string[] Carrying = ["mirror", "copy", "backup"];
    private static readonly string[] Trashing = ["mirror", "copy"];
    private static readonly string[] Walking = ["mirror", "copy", "permissions", "backup"];
    private static readonly string[] Paired = ["mirror", "copy", "verify", "backup"];
    private static readonly string[] Targeted = [.. Paired, "own-state"];
    private static readonly string[] Backing = ["backup"];
    private static readonly DurationShape Interval = new(TimeSpan.FromSeconds(1));
    private static readonly DurationShape Length = new(TimeSpan.Zero);
    private static readonly CountShape Counted = new(1, 10_000);
    private static readonly DurationShape Days = new(TimeSpan.FromHours(1));

    /// <summary>Words of <c>trash</c> in a store.</summary>
    public static FieldTable StoreTrash { get; } = new(
    [
        new("keep", Days, "How long what was overwritten or removed can be brought back.") { Default = "30d" },
        new("max", new PercentShape(), "Share of the store's size that trash may take; the oldest goes first.") { Default = "10%" },
    ]);

    /// <summary>Words of <c>trash</c> in a job.</summary>
    public static FieldTable JobTrash { get; } = new(
    [
        new("keep", Days, "How long what this job overwrote or removed can be brought back.") { DefaultInWords = "what the store says" },
        new("max", new PercentShape(), "Share of the store's size that trash may take; the oldest goes first.") { DefaultInWords = "what the store says" },
    ]);

    /// <summary>Words of <c>encrypt</c> in a store.</summary>
    public static FieldTable Encrypt { get; } = new(
    [
        new("key", new SecretShape(mayStandHere: false), "The key, as holdfast key create makes one: file:PATH, env:NAME or command:PROGRAM. Without it nothing in the store can be read.") { DefaultInWords = "none; a store that says encrypt needs one" },
        new("old-keys", new ListShape(new SecretShape(mayStandHere: false)), "Keys that were used before, the newest first; the one the store was made with stands last.") { DefaultInWords = "none" },
        new("passphrase", new SecretShape(mayStandHere: false), "What opens key files that are under a passphrase, in the same ways.") { DefaultInWords = "none" },
        new("names", new SwitchShape(), "Whether names, and what links point to, are encrypted too.") { DefaultInWords = "true" },
    ]);

    /// <summary>Words of <c>prices</c> in a store.</summary>
    public static FieldTable Prices { get; } = new(
    [
        new("currency", new CurrencyShape(), "What the amounts are in.") { DefaultInWords = "amounts stand alone" },
        new("put-1000", new PriceShape(), "For 1,000 requests that write, copy or list (PUT, COPY, POST, LIST). For s3.") { DefaultInWords = "not counted" },
        new("get-1000", new PriceShape(), "For 1,000 requests that read or look (GET, HEAD). For s3.") { DefaultInWords = "not counted" },
        new("gb-month", new PriceShape(), "For 1 GB that is kept for a month.") { DefaultInWords = "not counted" },
        new("gb-in", new PriceShape(), "For 1 GB that is sent to the store.") { DefaultInWords = "not counted" },
        new("gb-out", new PriceShape(), "For 1 GB that is read from the store.") { DefaultInWords = "not counted" },
    ]);

    /// <summary>Words of <c>keep</c> in a backup.</summary>
    public static FieldTable Keep { get; } = new(
    [
        new("last", Counted, "The newest so many versions of each file, besides the one that stands.") { DefaultInWords = "no such rule" },
        new("days", Counted, "Every version that was replaced within so many days.") { DefaultInWords = "30, where no rule is said" },
        new("daily", Counted, "What stood at the end of each of so many days.") { DefaultInWords = "no such rule" },
        new("weekly", Counted, "What stood at the end of each of so many weeks.") { DefaultInWords = "no such rule" },
        new("monthly", Counted, "What stood at the end of each of so many months.") { DefaultInWords = "no such rule" },
        new("yearly", Counted, "What stood at the end of each of so many years.") { DefaultInWords = "no such rule" },
        new("deleted", Days, "How long a file that the source no longer has keeps its place; then it is a version like others.") { DefaultInWords = "for ever" },
    ]);

    /// <summary>Words of <c>reports</c>.</summary>
    public static FieldTable Reports { get; } = new(
    [
        new("directory", new PathShape("a directory"), "Where daily reports are written.") { Default = "{state}/reports" },
        new("keep", Days, "How long they are kept.") { Default = "7d" },
    ]);

    /// <summary>Words of <c>server</c>.</summary>
    public static FieldTable Server { get; } = new(
    [
        new("listen", new ListenShape(), "Where the API and the dashboard are served: an address and a port, or off.") { Default = "127.0.0.1:8080" },
        new("hosts", new ListShape(new HostShape()), "Names under which browsers and programs reach it, besides the address and localhost.") { DefaultInWords = "no other names" },
        new("https", new ChoiceShape("off", "self-made", "certificate"), "Whether it speaks HTTPS: not, with a certificate it makes itself, or with the one of certificate and key.") { Default = "off" },
        new("certificate", new PathShape("a file"), "The certificate and those above it, as PEM.") { DefaultInWords = "none" },
        new("key", new PathShape("a file"), "The certificate's private key, as PEM without a password, in a file that others cannot read.") { DefaultInWords = "none" },
        new("insecure", new SwitchShape(), "Whether it may serve other machines without HTTPS: everybody on the way can then read passwords.") { Default = "false" },
        new("audit-keep", Days, "How long the audit log keeps who changed what.") { Default = "365d" },
        new("audit-max", new CountShape(1000, 10_000_000), "Entries it keeps at most; the oldest go first.") { Default = "100000" },
    ]);

    /// <summary>Words of <c>telemetry</c>.</summary>
    public static FieldTable Telemetry { get; } = new(
    [
        new("otlp", new CollectorShape(), "A collector of traces and numbers that speaks OTLP over HTTP.") { DefaultInWords = "nothing is sent" },
    ]);

    /// <summary>Words of one store.</summary>
    public static FieldTable Store { get; } = new(
    [
        new("kind", new ChoiceShape("local", "memory", "s3", "sftp", "google-drive", "rclone"), "What kind of place it is.") { RequiredBy = ["*"] },
        new("path", new PathShape("a directory"), "The directory that holds the files; for sftp one of the server's.") { Kinds = ["local", "sftp"], RequiredBy = ["local", "sftp"] },
        new("watch", new SwitchShape(), "Whether changes are noticed at once, by watching; else only by interval. A disk that is watched cannot be unmounted.") { DefaultInWords = "true; false for a removable store", Kinds = ["local", "google-drive"] },
        new("mounts", new ChoiceShape("skip", "include"), "Whether other file systems mounted inside take part; a skip is a finding.") { Default = "skip", Kinds = ["local"] },
        new("databases", new ChoiceShape("whole", "as-files"), "How SQLite databases are read that are in use: each as one whole state, or each of their files as it is.") { Default = "whole", Kinds = ["local"] },
        new("bucket", new TextShape("the name of a bucket"), "The bucket that holds the files.") { Kinds = ["s3"], RequiredBy = ["s3"] },
        new("prefix", new TextShape("a prefix such as backups/lab"), "What all keys begin with.") { Kinds = ["s3"], DefaultInWords = "the whole bucket" },
        new("provider", new ChoiceShape("aws", "scaleway"), "Whose endpoints are meant when only a region is said.") { Kinds = ["s3"], DefaultInWords = "aws" },
        new("region", new TextShape("a region such as eu-west-1"), "The region of the bucket.") { Kinds = ["s3"], DefaultInWords = "us-east-1, where an endpoint is said" },
        new("endpoint", new TextShape("a URL such as https://s3.example.com"), "The server, when it is none of a known provider; for google-drive one that speaks like Google's.") { Kinds = ["s3", "google-drive"], DefaultInWords = "the provider's own" },
        new("path-style", new SwitchShape(), "Whether the bucket stands in the path of requests and not in the name of the host.") { Kinds = ["s3"], DefaultInWords = "on for addresses and single names" },
        new("access-key", new SecretShape(), "The account's key: file:PATH, env:NAME, command:PROGRAM, or itself.") { Kinds = ["s3"], DefaultInWords = "the usual places of AWS tools" },
        new("secret-key", new SecretShape(), "The account's secret, in the same ways.") { Kinds = ["s3"], DefaultInWords = "the usual places of AWS tools" },
        new("storage-class", new TextShape("a storage class such as STANDARD_IA"), "Storage class of what is written.") { Kinds = ["s3"], DefaultInWords = "the bucket's own" },
        new("encryption", new ChoiceShape("AES256", "aws:kms"), "Encryption by the server that is asked for.") { Kinds = ["s3"], DefaultInWords = "the bucket's own" },
        new("encryption-key", new TextShape("the id of a key"), "The key of that encryption.") { Kinds = ["s3"], DefaultInWords = "the account's own" },
        new("checksums", new SwitchShape(), "Whether SHA-256 of each body is sent for the server to check; off for servers that refuse it.") { Default = "true", Kinds = ["s3"] },
        new("parallel", new CountShape(1, 256), "Requests, or for other kinds than s3 files, under way at once.") { Kinds = ["s3", "sftp", "google-drive", "rclone"], DefaultInWords = "32; 8 for google-drive and rclone" },
        new("part-size", new SizeShape(), "Size of the parts in which larger files go up; at least 5M.") { Default = "8M", Kinds = ["s3"] },
        new("bandwidth", new SizeShape(), "Bytes a second to and from the store.") { Kinds = ["s3", "sftp", "google-drive", "rclone"], DefaultInWords = "no limit" },
        new("host", new TextShape("a host, or an alias of ssh_config"), "The server.") { Kinds = ["sftp"], RequiredBy = ["sftp"] },
        new("user", new TextShape("the name of an account"), "Whom to sign in as on the server.") { Kinds = ["sftp"], DefaultInWords = "what ssh_config says, or our own name" },
        new("port", new CountShape(1, 65535), "The server's port.") { Kinds = ["sftp"], DefaultInWords = "what ssh_config says, or 22" },
        new("identity", new PathShape("a file"), "The file of the private key.") { Kinds = ["sftp"], DefaultInWords = "what ssh_config and the agent offer" },
        new("ssh-config", new PathShape("a file"), "An ssh_config that is read instead of the user's and the system's.") { Kinds = ["sftp"], DefaultInWords = "the user's and the system's" },
        new("host-key", new ChoiceShape("known", "new"), "Which servers are believed: known ones, or new ones too, which are known from then on; a key that changed never is.") { Default = "known", Kinds = ["sftp"] },
        new("connections", new CountShape(1, 16), "Connections at once, each a process here and on the server.") { Default = "4", Kinds = ["sftp"] },
        new("fsync", new SwitchShape(), "Whether each file is made durable on the server before it gets its name.") { Default = "true", Kinds = ["sftp"] },
        new("commands", new SwitchShape(), "Whether the account's shell on the server may be asked to write out many files at once (`sync -f`).") { Default = "true", Kinds = ["sftp"] },
        new("client", new SecretShape(mayStandHere: false), "The app's file from the Google Cloud console, or that of a service account: file:PATH, env:NAME or command:PROGRAM.") { Kinds = ["google-drive"], RequiredBy = ["google-drive"] },
        new("account", new TextShape("an address such as me@example.com"), "Whose Drive it is: another's is refused; a service account acts for it.") { Kinds = ["google-drive"], DefaultInWords = "whoever signs in" },
        new("root", new TextShape("a folder such as Lab/data, or id: and the id of one"), "The folder that is the store's root.") { Kinds = ["google-drive"], DefaultInWords = "the topmost folder" },
        new("shared-drive", new TextShape("the name or id of a shared drive"), "The shared drive that is meant instead of the account's own.") { Kinds = ["google-drive"], DefaultInWords = "the account's own" },
        new("shared-with-me", new SwitchShape(), "Whether the store is what others have shared with the account; it can then only be read.") { Default = "false", Kinds = ["google-drive"] },
        new("follow-shortcuts", new SwitchShape(), "Whether shortcuts stand for what they point to; else they are kept as links.") { Default = "false", Kinds = ["google-drive"] },
        new("export", new ListShape(new ChoiceShape("docx", "odt", "pdf", "md", "txt", "rtf", "epub", "zip", "xlsx", "ods", "csv", "pptx", "odp", "svg", "png", "jpg", "json")), "Formats in which documents are taken, best first; a kind of document that none of them fits is kept as a link.") { Kinds = ["google-drive"], DefaultInWords = "docx, xlsx, pptx, svg, pdf, json" },
        new("rate", new CountShape(1, 1000), "Requests a second to Google, all workers together.") { Default = "10", Kinds = ["google-drive"] },
        new("poll", Interval, "Time between two questions for what has changed.") { Default = "1m", Kinds = ["google-drive"] },
        new("look-back", Days, "How far back what was modified is looked at again every hour, whatever the feed of changes said.") { Default = "7d", Kinds = ["google-drive"] },
        new("encrypt", new SectionShape(Encrypt), "What is kept here is encrypted before it leaves this machine."),
        new("remote", new RemoteShape(), "The remote and the folder in it, as rclone takes them.") { Kinds = ["rclone"], RequiredBy = ["rclone"] },
        new("rclone-config", new PathShape("a file"), "The rclone.conf that knows the remote.") { Kinds = ["rclone"], DefaultInWords = "the one rclone itself takes" },
        new("rclone-program", new PathShape("a program"), "The rclone that is used.") { Kinds = ["rclone"], DefaultInWords = "the one found in PATH" },
        new("config-password", new SecretShape(mayStandHere: false), "The password of an rclone.conf that is encrypted: file:PATH, env:NAME or command:PROGRAM.") { Kinds = ["rclone"], DefaultInWords = "it is not encrypted" },
        new("prices", new SectionShape(Prices), "What the provider charges, so that plans tell what they cost.") { Kinds = ["s3", "sftp", "rclone"] },
        new("trash", new SectionShape(StoreTrash), "What the store keeps of what was overwritten or removed."),
        new("removable", new SwitchShape(), "Whether the store may be absent, like a disk that is taken away: its jobs then wait until it is back, and nothing has failed.") { Default = "false" },
        new("max-away", Days, "How long a removable store may be absent before somebody is told.") { Default = "14d" },
    ]);

    /// <summary>Words of one job.</summary>
    public static FieldTable Job { get; } = new(
    [
        new("kind", new ChoiceShape("mirror", "copy", "permissions", "verify", "backup", "restore-drill", "own-state"), "What the job keeps true.") { RequiredBy = ["*"] },
        new("from", new NameShape("store"), "The store that is read.") { Kinds = Paired, RequiredBy = Carrying },
        new("to", new ListShape(new NameShape("store")), "The stores that are written, or compared with.") { Kinds = Targeted, RequiredBy = [.. Carrying, "own-state"] },
        new("store", new NameShape("store"), "The one store the job is about.") { Kinds = ["permissions", "verify", "restore-drill"], RequiredBy = ["permissions", "restore-drill"] },
        new("owner", new OwnerShape(), "Who shall own everything: user and group by name or number; what is not named is left alone.") { Kinds = ["permissions"], DefaultInWords = "owners are left alone" },
        new("directories", new ModeShape(), "Mode of directories; a setgid bit that a directory has stays.") { Kinds = ["permissions"], DefaultInWords = "left alone" },
        new("files", new ModeShape(), "Mode of files; set-id bits are cleared.") { Kinds = ["permissions"], DefaultInWords = "left alone" },
        new("every", Interval, "Time from the start of one run to the start of the next.") { DefaultInWords = "no interval" },
        new("cron", new CronShape(), "When it runs, as a cron expression in the configured zone; instead of every.") { DefaultInWords = "no calendar" },
        new("after", new ListShape(new NameShape("job")), "Jobs after whose success it runs.") { DefaultInWords = "after none" },
        new("watch", new SwitchShape(), "Whether it runs when something changes in the store it reads.") { Kinds = Walking, DefaultInWords = "what that store says" },
        new("rescan", Interval, "Time between two scans of the whole tree while a watcher narrows the runs in between.") { Default = "1h", Kinds = Walking },
        new("settle", Length, "How long the tree must be quiet before a change starts a run.") { Default = "500ms", Kinds = Walking },
        new("sample", Counted, "Files that a drill brings back, chosen anew each time.") { Default = "20", Kinds = ["restore-drill"] },
        new("windows", new ListShape(new WindowShape()), "Parts of the week in which it runs of itself; a run that is not done by the end goes on in the next one.") { DefaultInWords = "always" },
        new("bandwidth", new ListShape(new PaceShape()), "Bytes a second at which content is read, for parts of the week or for all the rest; the first that fits holds.") { Kinds = Carrying, DefaultInWords = "no limit" },
        new("late-after", Interval, "How long it may go without success before it is told to be late.") { DefaultInWords = "twice its interval, or ten minutes after its time" },
        new("filters", new ListShape(new FilterShape()), "Ordered rules with rsync's meaning: the first that matches decides, what none matches takes part.") { DefaultInWords = "everything takes part" },
        new("filter-from", new ListShape(new PathShape("a file of filters")), "Files of rules, one on a line, that come after those of filters; # begins a comment.") { Alias = "filters-from", DefaultInWords = "no file" },
        new("exclude", new ListShape(new ExcludeShape()), "Patterns of names that stay out, wherever they stand; they come before all rules of filters.") { Kinds = Carrying, DefaultInWords = "nothing is left out" },
        new("keep", new SectionShape(Keep), "Which versions are kept, at every destination: each that any of these rules wants.") { Kinds = Backing },
        new("batch", Counted, "Files that are made durable and recorded together: what a cut costs at most is one batch.") { Kinds = Carrying, DefaultInWords = "2500, or what five seconds bring" },
        new("retries", Counted, "How often what failed for a passing reason is tried in all.") { Default = "5", Kinds = Backing },
        new("backoff", Interval, "Time before the second try; before each further one it is twice as long, with some chance in it.") { Default = "30s", Kinds = Backing },
        new("extraneous", new ChoiceShape("keep", "delete"), "Things of the destination that the source no longer has: kept with a finding, or removed to the trash if this job placed them.") { Default = "keep", Kinds = ["mirror"] },
        new("conflict", new ChoiceShape("keep", "overwrite"), "Things of the destination that somebody else changed: kept with a finding, or replaced, theirs going to the trash.") { Default = "keep", Kinds = Carrying },
        new("max-delete", new LimitShape(), "How much a run may delete before it stops and asks; given both, it must exceed both.") { Default = "10%,50", Kinds = ["mirror"] },
        new("max-overwrite", new LimitShape(), "How much a run may overwrite before it stops and asks; given both, it must exceed both.") { Default = "30%", Kinds = Carrying },
        new("min-free", new PercentShape(), "Share of the destination that must stay free.") { Default = "1%", Kinds = Carrying },
        new("trash", new SectionShape(JobTrash), "What is kept of what this job overwrote or removed.") { Kinds = Trashing },
        new("check", new ChoiceShape("quick", "strict"), "How closely change is looked for: by size, time and inode, or by reading whenever anything differs.") { Default = "quick", Kinds = Carrying },
        new("verify", new ChoiceShape("sent", "readback"), "How what was written is verified: the hash of what was sent, or read back from the medium.") { Default = "sent", Kinds = Carrying },
        new("mounts", new ChoiceShape("skip", "include"), "Whether other file systems mounted inside take part.") { DefaultInWords = "what the store says" },
        new("acl", new ChoiceShape("skip", "overwrite"), "Entries with an access control list: left alone with a finding, or set all the same.") { Default = "skip", Kinds = Walking },
        new("min-size", new SizeShape(), "Files smaller than this stay out.") { Kinds = Carrying, DefaultInWords = "no limit" },
        new("max-size", new SizeShape(), "Files larger than this stay out.") { Kinds = Carrying, DefaultInWords = "no limit" },
        new("min-age", Length, "Files modified less long ago than this stay out.") { Kinds = Carrying, DefaultInWords = "no limit" },
        new("max-age", Length, "Files modified longer ago than this stay out.") { Kinds = Carrying, DefaultInWords = "no limit" },
        new("passphrase", new SecretShape(mayStandHere: false), "What opens the archives: file:PATH, env:NAME or command:PROGRAM. Without it they are worth nothing.") { Kinds = ["own-state"], RequiredBy = ["own-state"] },
        new("archives", Counted, "How many archives of this machine each destination keeps.") { Default = "14", Kinds = ["own-state"] },
        new("read", new PercentShape(), "Share of the content that is read each day, so that rot is found.") { Kinds = ["verify"], DefaultInWords = "nothing is read; what is recorded is compared" },
    ]);

    /// <summary>Words at the top.</summary>
    public static FieldTable Top { get; } = new(
    [
        new("stores", new NamesShape(Store, "store"), "The places that hold files, by name.") { RequiredBy = ["*"] },
        new("jobs", new NamesShape(Job, "job"), "What shall be kept true, by name.") { DefaultInWords = "no jobs" },
        new("timezone", new ZoneShape(), "The zone of cron expressions and of the days of reports.") { Default = "local" },
        new("temp-dir", new PathShape("a directory"), "Where lies what is needed for a while: copies of databases in use, what a drill brings back, very long listings while they are sorted.") { DefaultInWords = "the state directory, and /tmp for listings" },
        new("log-file", new PathShape("a file"), "Where the log goes, besides standard error.") { DefaultInWords = "no file" },
        new("log-format", new ChoiceShape("text", "json"), "How the lines of that file are written: for people, or each as a JSON object.") { Default = "text" },
        new("log-keep", Days, "How long logs are kept.") { Default = "30d" },
        new("reports", new SectionShape(Reports), "The daily report."),
        new("server", new SectionShape(Server), "The API and the dashboard."),
        new("notifications", new SectionShape(AlertWords.Notifications), "Who is told what."),
        new("hooks", new NamesShape(AlertWords.Hook, "hook"), "What is called before and after runs and when something happens, by name.") { DefaultInWords = "nothing is called" },
        new("watchdog", new SectionShape(AlertWords.Watchdog), "What looks on from outside."),
        new("nice", new CountShape(0, 19), "How far Holdfast and the programs it starts step back when others want the processor.") { DefaultInWords = "as it was started" },
        new("io-priority", new IoPriorityShape(), "How far they step back when others want the disks, where the disk's scheduler heeds it.") { DefaultInWords = "as it was started" },
        new("telemetry", new SectionShape(Telemetry), "What is sent to whoever watches many programs."),
    ]);
}
