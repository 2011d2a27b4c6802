using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Holdfast.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.Configuration;

public sealed class ConfigShowTests
{
    private const string Everything = """
        timezone: Europe/Berlin
        log-file: /var/log/holdfast.log
        log-format: json
        log-keep: 2w
        reports: { directory: /var/reports, keep: 3d }
        stores:
          a: { kind: local, path: "/srv/with space \"and\" # more", mounts: include, removable: yes, trash: { keep: 1d12h, max: 2.5% } }
          b: { kind: local, path: /b, watch: off }
          "null": { kind: memory }
        jobs:
          p: { kind: permissions, store: a, owner: "llurad:docker", directories: 0775, files: 0o664, cron: "30 2 * * 1-5", acl: overwrite, settle: 0s }
          m: { kind: mirror, from: a, to: [b, "null"], after: p, filters: ["+ /keep/***", "- *.tmp", "- \u00e4\U0001F600 '\"\\"], extraneous: delete, conflict: overwrite, max-delete: { percent: 5, files: 20 },
               max-overwrite: none, min-free: 3%, check: strict, verify: readback, min-size: 1K, max-size: 10G, min-age: 10s, max-age: 90d, watch: on, rescan: 90m, trash: { keep: 7d } }
          v: { kind: verify, from: a, to: b, read: 5%, every: 1d }
        """;

    [Fact]
    public void What_is_shown_reads_back_as_the_same()
    {
        var config = Reading.Good(Everything);
        var shown = ConfigShow.Yaml(config);
        var again = Reading.Load(shown);
        Assert.Empty(again.Errors);
        Assert.Equal(Values(shown), Values(ConfigShow.Yaml(again.Required)));
        Assert.Equal(config.Jobs[1].Filters.Rules.Select(rule => rule.Text), again.Required.Jobs[1].Filters.Rules.Select(rule => rule.Text));
        Assert.Equal(config.Jobs[1].Guards, again.Required.Jobs[1].Guards);
        Assert.Equal(config.Stores.Select(store => store with { Place = Origin.Default }), again.Required.Stores.Select(store => store with { Place = Origin.Default }));
    }

    [Fact]
    public void Each_value_shows_where_it_was_said()
    {
        var shown = ConfigShow.Yaml(Reading.Good(Reading.Short));
        Assert.Contains("    every: 5m  # /etc/holdfast/holdfast.yaml:6\n", shown, StringComparison.Ordinal);
        Assert.Contains("      - legacy  # /etc/holdfast/holdfast.yaml:6\n", shown, StringComparison.Ordinal);
        Assert.Contains("    rescan: 1h  # default\n", shown, StringComparison.Ordinal);
        Assert.Contains("    owner: \"1001:999\"  # /etc/holdfast/holdfast.yaml:5\n", shown, StringComparison.Ordinal);
        Assert.All(shown.Split('\n').Where(line => line.Contains(": ", StringComparison.Ordinal) && !line.StartsWith('#')), line => Assert.Contains("  # ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void As_json_each_value_has_its_origin()
    {
        using var json = JsonDocument.Parse(ConfigShow.Json(Reading.Good(Everything)));
        var mirror = json.RootElement.GetProperty("jobs").GetProperty("m");
        Assert.Equal("5%,20", mirror.GetProperty("max_delete").GetProperty("value").GetString());
        Assert.Equal("/etc/holdfast/holdfast.yaml:12", mirror.GetProperty("max_delete").GetProperty("origin").GetString());
        Assert.Equal("null", mirror.GetProperty("to")[1].GetProperty("value").GetString());
    }

    [Fact]
    public void Any_text_written_as_a_scalar_reads_back() => Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), text =>
    {
        // Halves of surrogate pairs are no text; a file cannot hold them.
        var wanted = string.Concat(text.Get.EnumerateRunes().Select(rune => rune.ToString()));
        var errors = new List<ConfigError>();
        var read = YamlReader.Read("a: " + YamlText.Scalar(wanted), "x", errors) as YamlMapping;
        return read?.Pairs[0].Value is YamlScalar scalar && scalar.Text == wanted && !scalar.IsNothing;
    }).Check(Chance.Try(2000));

    private static string Values(string shown) =>
        string.Join('\n', shown.Split('\n').Select(line => line.Contains("  # ", StringComparison.Ordinal) ? line[..line.LastIndexOf("  # ", StringComparison.Ordinal)] : line));
}
