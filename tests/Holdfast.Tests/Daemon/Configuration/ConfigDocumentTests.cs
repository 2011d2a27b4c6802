using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.Configuration;

/// <summary>Holds docs/configuration.md to the table of words.</summary>
public sealed partial class ConfigDocumentTests
{
    private static readonly string Document = File.ReadAllText(Path.Combine(Path.GetDirectoryName(Here())!, "../../../../docs/configuration.md"));

    public static TheoryData<string> Headings => ["Words at the top", "Words of `reports`", "Words of `server`", "Words of `telemetry`", "Words of a store", "Words of `encrypt` in a store", "Words of `prices` in a store", "Words of `trash` in a store", "Words of a job", "Words of `trash` in a job", "Words of `keep`",
        "Words of `notifications`", "Words of a channel", "Words of a rule", "Words of a hook", "Words of `watchdog`"];

    [Theory, MemberData(nameof(Headings))]
    public void Every_word_stands_in_the_document_with_meaning_default_and_an_example_that_holds(string heading)
    {
        var rows = Rows(heading);
        var table = Table(heading);
        Assert.Equal(table.Fields.Select(field => field.Key), rows.Select(row => row[0].Trim('`')));
        foreach (var (field, row) in table.Fields.Zip(rows))
        {
            var line = string.Join(" | ", row);
            Assert.Contains(field.Meaning, line, StringComparison.Ordinal);
            if (field.Default is not null) Assert.Contains($"`{field.Default}`", line, StringComparison.Ordinal);
            if (field.DefaultInWords is not null) Assert.Contains(field.DefaultInWords, line, StringComparison.Ordinal);
            if (heading is "Words of a job" or "Words of a channel") Assert.Equal(field.Kinds.Count == 0 ? "all" : string.Join(", ", field.Kinds), row[1]);
            var example = row[^1].Trim('`');
            Assert.StartsWith($"{field.Key}: ", example, StringComparison.Ordinal);
            Assert.Equal("", string.Join('\n', Load(Around(heading, field, example)).Errors));
        }
    }

    [Fact]
    public void Every_example_in_the_document_is_a_configuration()
    {
        var examples = ExamplePattern().Matches(Document);
        Assert.True(examples.Count >= 3);
        Assert.All(examples, example => Assert.Equal("", string.Join('\n', Load(example.Groups[1].Value).Errors)));
    }

    [Fact]
    public void The_error_in_the_document_is_the_one_that_is_told()
    {
        var told = Assert.Single(Reading.Load("stores:\n  lab:    { kind: memory }\n  legacy: { kind: memory }\njobs:\n\n\n  mirror:      { kind: mirror, from: lab, to: legacy, every: 5 minutes }\n").Errors).ToString();
        Assert.Contains(PlacePattern().Replace(told, ""), Document, StringComparison.Ordinal);
    }

    private static ConfigResult Load(string text)
    {
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "- *.tmp\n");
            return Reading.Load(text.Replace("/etc/holdfast/filters.txt", file, StringComparison.Ordinal), new FakePaths().Look(file, PathStepKind.File));
        }
        finally
        {
            File.Delete(file);
        }
    }

    // A configuration around one example, of the first kind that knows the word.
    private static string Around(string heading, Field field, string example)
    {
        var stores = "stores:\n  lab: { kind: local, path: /srv/lab }\n  second: { kind: local, path: /mnt/second }\n  third: { kind: local, path: /mnt/third }\n";
        var other = "jobs:\n  permissions: { kind: permissions, store: lab, files: 664 }\n";
        return heading switch
        {
            "Words at the top" when field.Key == "stores" => example,
            "Words at the top" => stores + example,
            "Words of `reports`" => $"{stores}reports: {{ {example} }}\n",
            "Words of `server`" => $"{stores}server: {{ {example} }}\n",
            "Words of a store" when field.Kinds is ["s3", ..] => $"stores:\n  bucket:\n{Lines(field.Key, example, "kind: s3", "bucket: lab-backup", "region: eu-west-1", "access-key: env:KEY", "secret-key: env:SECRET")}",
            "Words of a store" when field.Kinds is ["google-drive"] => $"stores:\n  drive:\n{Lines(field.Key, example, "kind: google-drive", "client: file:/etc/holdfast/client.json")}",
            "Words of a store" when field.Kinds is ["rclone"] => $"stores:\n  other:\n{Lines(field.Key, example, "kind: rclone", "remote: \"box:folder\"")}",
            "Words of a store" when field.Kinds is ["sftp"] => $"stores:\n  nas:\n{Lines(field.Key, example, "kind: sftp", "host: nas.example.com", "path: /volume1/backup")}",
            "Words of `notifications`" => $"{stores}notifications:\n  channels: {{ chat: {{ kind: slack, url: env:CHAT }} }}\n  {example}\n".Replace(field.Key == "channels" ? "  channels: { chat: { kind: slack, url: env:CHAT } }\n" : "\0", "", StringComparison.Ordinal),
            "Words of a channel" => $"{stores}notifications:\n  channels:\n    it:\n{Lines(field.Key, example, OfChannel(field))}",
            "Words of a rule" => $"{stores}{other}notifications:\n  channels: {{ chat: {{ kind: slack, url: env:CHAT }}, root: {{ kind: sendmail, to: root }} }}\n  rules:\n    it:\n{Lines(field.Key, example, "to: chat")}",
            "Words of a hook" => $"{stores}{other}hooks:\n  it:\n{Lines(field.Key, example, [field.Key is "required" ? "on: before" : "on: SYNC_FAILED", .. field.Key == "url" ? Array.Empty<string>() : ["command: /bin/true"]])}",
            "Words of `watchdog`" => $"{stores}watchdog:\n  {example}\n",
            "Words of `telemetry`" => $"{stores}telemetry: {{ {example} }}\n",
            "Words of a store" => $"stores:\n  lab:\n{Lines(field.Key, example, "kind: local", "path: /srv/lab")}",
            "Words of `encrypt` in a store" => $"stores:\n  lab:\n    kind: local\n    path: /srv/lab\n    encrypt:\n{(field.Key == "key" ? "" : "      key: file:/etc/holdfast/backup.key\n")}      {example}\n",
            "Words of `prices` in a store" => $"stores:\n  bucket: {{ kind: s3, bucket: lab-backup, region: eu-west-1, prices: {{ {example} }} }}\n",
            "Words of `trash` in a store" => $"stores:\n  lab: {{ kind: local, path: /srv/lab, trash: {{ {example} }} }}\n",
            "Words of `trash` in a job" => $"{stores}{other}  job: {{ kind: mirror, from: lab, to: second, trash: {{ {example} }} }}\n",
            "Words of `keep`" => $"{stores}{other}  job: {{ kind: backup, from: lab, to: second, keep: {{ {example} }} }}\n",
            _ => $"{stores}{other}  job:\n" + (field.Kinds is ["backup"] ? Lines(field.Key, example, "kind: backup", "from: lab", "to: second")
                : field.Kinds is ["restore-drill"] ? Lines(field.Key, example, "kind: restore-drill", "store: lab")
                : field.Kinds is ["own-state"] ? Lines(field.Key, example, "kind: own-state", "to: second", "passphrase: env:WORDS") : field.Kinds.Count > 0 && field.Kinds[0] == "permissions"
                ? Lines(field.Key, example, "kind: permissions", "store: lab", "files: 664")
                : field.Key == "read" ? Lines(field.Key, example, "kind: verify", "from: lab", "to: second") : Lines(field.Key, example, "kind: mirror", "from: lab", "to: second")),
        };
    }

    private static string[] OfChannel(Field field) => field.Key switch
    {
        "program" => ["kind: sendmail", "to: root"],
        "url" or "secret" or "token" => ["kind: webhook", "url: env:URL"],
        "user" => ["kind: email", "to: root", "host: localhost", "password: env:P"],
        _ => ["kind: email", "to: root", "host: localhost"],
    };

    private static string Lines(string key, string example, params string[] others) =>
        string.Concat(others.Where(line => !line.StartsWith($"{key}:", StringComparison.Ordinal)).Append(example).Select(line => $"      {line}\n"));

    private static FieldTable Table(string heading) => heading switch
    {
        "Words at the top" => Words.Top,
        "Words of `reports`" => Words.Reports,
        "Words of `server`" => Words.Server,
        "Words of `telemetry`" => Words.Telemetry,
        "Words of a store" => Words.Store,
        "Words of `encrypt` in a store" => Words.Encrypt,
        "Words of `prices` in a store" => Words.Prices,
        "Words of `trash` in a store" => Words.StoreTrash,
        "Words of a job" => Words.Job,
        "Words of `keep`" => Words.Keep,
        "Words of `notifications`" => AlertWords.Notifications,
        "Words of a channel" => AlertWords.Channel,
        "Words of a rule" => AlertWords.Rule,
        "Words of a hook" => AlertWords.Hook,
        "Words of `watchdog`" => AlertWords.Watchdog,
        _ => Words.JobTrash,
    };

    private static string[][] Rows(string heading) =>
        [.. Document.Split('\n').SkipWhile(line => line.TrimStart('#', ' ') != heading || !line.StartsWith('#')).SkipWhile(line => !line.StartsWith("|---", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => line.StartsWith('|')).Select(line => line.Trim('|', ' ').Split(" | ").Select(cell => cell.Trim()).ToArray())];

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex("^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex ExamplePattern();

    [GeneratedRegex("^[^:]*:[0-9]+:[0-9]+: ")]
    private static partial Regex PlacePattern();
}
