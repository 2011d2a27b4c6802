using Holdfast.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.Configuration;

public sealed class BadInputTests
{
    private const string Stores = "stores:\n  a: { kind: memory }\n  b: { kind: memory }\n  c: { kind: memory }\njobs:\n";

    // The sign @ marks the place of the error and is taken out.
    [Theory]
    [InlineData("  m: { kind: mirror, from: a, to: [b], every: @5 minutes }", "jobs.m.every", "'5 minutes'", "did you mean '5m'?")]
    [InlineData("  m: { kind: mirror, from: a, to: [b], every: @300 }", "jobs.m.every", "'300'", "say the unit: 300s for seconds, 300m for minutes")]
    [InlineData("  m: { kind: mirror, from: a, to: [b], @evry: 5m }", "jobs.m.evry", "the unknown key 'evry'", "did you mean 'every'?")]
    [InlineData("  m: { kind: mirror, from: a, to: [b], @max_delete: 5% }", "jobs.m.max_delete", "the unknown key 'max_delete'", "did you mean 'max-delete'?")]
    [InlineData("  m: { kind: @mirorr, from: a, to: [b] }", "jobs.m.kind", "'mirorr'", "did you mean 'mirror'?")]
    [InlineData("  m: { kind: mirror, from: @x, to: [b] }", "jobs.m.from", "the unknown store 'x'", "add it under 'stores:'")]
    [InlineData("  m: { kind: mirror, from: a, to: [b], after: [@p] }\n  q: { kind: copy, from: a, to: c }", "jobs.m.after", "the unknown job 'p'", null)]
    [InlineData("  m: { kind: mirror, from: a, to: [b], every: 1m, cron: @'0 * * * *' }", "jobs.m.cron", "'cron' beside 'every'", "remove one")]
    [InlineData("  @m: { kind: mirror, to: [b] }", "jobs.m.from", "nothing", null)]
    [InlineData("  @m: { kind: mirror, from: a }", "jobs.m.to", "nothing", null)]
    [InlineData("  m: { kind: mirror, from: a, to: @[] }", "jobs.m.to", "an empty list", null)]
    [InlineData("  m: { kind: mirror, from: a, to: [b, @b] }", "jobs.m.to", "'b' a second time", null)]
    [InlineData("  m: { kind: mirror, from: a, to: @[a] }", "jobs.m.to", "'a' on both sides", null)]
    [InlineData("  @m: { kind: permissions, owner: '1:2' }", "jobs.m.store", "nothing", null)]
    [InlineData("  @m: { kind: permissions, store: a }", "jobs.m", "nothing to keep right", null)]
    [InlineData("  m: { kind: permissions, store: a, files: @999 }", "jobs.m.files", "'999'", null)]
    [InlineData("  m: { kind: permissions, store: a, directories: @'2775' }", "jobs.m.directories", "'2775'", "\"775\"")]
    [InlineData("  m: { kind: permissions, store: a, owner: @'x:y:z' }", "jobs.m.owner", "'x:y:z'", null)]
    [InlineData("  m: { kind: mirror, from: a, to: b, @owner: '1:2' }", "jobs.m.owner", "'owner' in something of kind mirror", "remove it")]
    [InlineData("  m: { kind: mirror, from: a, to: b, max-delete: @120% }", "jobs.m.max-delete", "'120%'", null)]
    [InlineData("  m: { kind: mirror, from: a, to: b, max-delete: { percent: 10, @file: 5 } }", "jobs.m.max-delete", "the key 'file'", null)]
    [InlineData("  m: { kind: mirror, from: a, to: b, min-size: @2M, max-size: 1M }", "jobs.m.min-size", "2M, more than max-size, which is 1M", "no file")]
    [InlineData("  m: { kind: mirror, from: a, to: b, max-size: @1.5G }", "jobs.m.max-size", "'1.5G'", "1536M")]
    [InlineData("  m: { kind: mirror, from: a, to: b, filters: [@*.tmp] }", "", "'*.tmp', which YAML takes for a reference", "put quotes around")]
    [InlineData("  m:\n    kind: mirror\n    from: a\n    to: b\n    filters:\n      - @- foo", "jobs.m.filters", "a list", "put the rule in quotes")]
    [InlineData("  m: { kind: mirror, from: a, to: b, filters: [@'- a[b'] }", "jobs.m.filters", "'- a[b'", "is not closed")]
    [InlineData("  m: { kind: mirror, from: a, to: b, every: @}", "jobs.m.every", "nothing", "write a value")]
    [InlineData("  m: @mirror", "jobs.m", "'mirror'", null)]
    [InlineData("  @'a b': { kind: mirror, from: a, to: b }", "jobs", "the name 'a b'", null)]
    [InlineData("  m: { kind: mirror, @kind: copy, from: a, to: b }", "jobs.m.kind", "'kind' a second time", "in line 6")]
    [InlineData("  @m: { kind: verify }", "jobs.m.store", "nothing", null)]
    [InlineData("  m: { kind: verify, store: @a, from: a, to: b }", "jobs.m.store", "'store' beside 'from' and 'to'", null)]
    [InlineData("  m: { kind: copy, from: a, to: b, cron: @'every day' }", "jobs.m.cron", "'every day'", null)]
    [InlineData("  m: { kind: copy, from: a, to: b }\ntimezone: @Europe/Berlinn", "timezone", "'Europe/Berlinn'", null)]
    [InlineData("  m: { kind: copy, from: a, to: b }\nlog-file: @~/x", "log-file", "'~/x'", "not expanded")]
    [InlineData("  m: { kind: copy, from: a, to: b }\n@store: {}", "store", "the unknown key 'store'", "did you mean 'stores'?")]
    [InlineData("  m: { kind: copy, from: a, to: b }\n@---\nx: 1", "", "a second document", null)]
    [InlineData("  m: { kind: copy, from: a, to: b }\n  n: { kind: copy, from: c, to: @b }", "jobs.n.to", "a second writer: 'b' on both sides", null)]
    [InlineData("  m: { kind: copy, from: a, to: @b }\n  n: { kind: copy, from: b, to: a }", "jobs.m.to", "a circle: what goes from 'a' to 'b' comes back by job 'n'", null)]
    [InlineData("  m: { kind: copy, from: a, to: b, after: @m }", "jobs.m.after", "a circle: m after m", null)]
    [InlineData("  m: { kind: copy, from: a, to: b, after: @n }\n  n: { kind: copy, from: a, to: c, after: m }", "jobs.m.after", "a circle: m after n after m", null)]
    public void An_error_tells_place_field_find_and_advice(string jobs, string field, string found, string? advice)
    {
        var before = Stores + jobs[..jobs.IndexOf('@', StringComparison.Ordinal)];
        var result = Reading.Load(Stores + jobs.Replace("@", "", StringComparison.Ordinal));
        var error = Assert.Single(result.Errors);
        Assert.Null(result.Config);
        Assert.Equal(field, error.Field);
        Assert.Equal((before.Count(c => c == '\n') + 1, before.Length - before.LastIndexOf('\n')), (error.Place.Line, error.Place.Column));
        Assert.StartsWith(found, error.Found, StringComparison.Ordinal);
        if (advice is not null) Assert.Contains(advice, error.Advice, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but words\n")]
    [InlineData("jobs: {}\n")]
    [InlineData("stores: {}\n")]
    public void A_file_without_stores_says_what_is_missing(string text) =>
        Assert.Contains(Reading.Load(text).Errors, error => error.Field == "stores" && error.Expected.Contains("'stores'", StringComparison.Ordinal));

    [Fact]
    public void All_errors_come_in_one_go_in_the_order_of_the_file()
    {
        var result = Reading.Load("""
            stores:
              lab: { kind: lokal, path: /srv }
              two: { kind: local }
            jobs:
              one: { kind: mirror, form: lab, to: [tow], every: 5 }
              two: { kind: permissions, store: lab, files: rw-r--r-- }
            log-keep: forever
            """);
        Assert.Equal(["2:16 stores.lab.kind", "3:3 stores.two.path", "5:24 jobs.one.form", "5:40 jobs.one.to", "5:53 jobs.one.every", "6:48 jobs.two.files", "7:11 log-keep"], Reading.Places(result));
    }

    [Fact]
    public void Broken_yaml_is_told_with_its_place()
    {
        var error = Assert.Single(Reading.Load("stores:\n  a: { kind: memory\njobs: {}\n").Errors);
        Assert.InRange(error.Place.Line, 2, 3);
        Assert.Equal("text that is no YAML", error.Found);
    }

    [Fact]
    public void A_wrong_value_of_a_flag_or_variable_names_the_flag_or_variable()
    {
        var result = ConfigLoader.Load(Reading.Sources(Reading.Short) with
        {
            Environment = new Dictionary<string, string> { ["HOLDFAST_LOG_KEEP"] = "soon", ["HOLDFAST_LOGFILE"] = "/x" },
            Flags = new Dictionary<string, string> { ["jobs.mirror.evry"] = "5m", ["jobs.mirror.owner"] = "1:2" },
        });
        Assert.Contains(result.Errors, error => error.ToString().StartsWith("environment HOLDFAST_LOG_KEEP: log-keep: found 'soon'", StringComparison.Ordinal));
        Assert.Contains(result.Errors, error => error.ToString().Contains("did you mean --jobs.mirror.every?", StringComparison.Ordinal));
        Assert.Contains(result.Errors, error => error.Field == "jobs.mirror.owner");
        Assert.Contains(result.Warnings, warning => warning.Advice == "did you mean HOLDFAST_LOG_FILE?");
    }

    [Fact]
    public void A_file_that_is_not_there_is_an_error_not_a_crash()
    {
        var sources = Reading.Sources("") with { Text = null, Paths = new FakePaths().Absent("/etc/holdfast") };
        Assert.Contains("holdfast init", Assert.Single(ConfigLoader.Load(sources).Errors).Advice, StringComparison.Ordinal);
    }
}
