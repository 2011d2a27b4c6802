using System.Diagnostics;
using System.Text.Json;
using Holdfast.Cli;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;
using Holdfast.TestKit;

namespace Holdfast.Tests.Cli;

/// <summary>A directory with a source and two places it is backed up to, a clock that moves by hand, and the command line.</summary>
internal sealed class BackupStage : IDisposable
{
    private readonly TempDirectory _directory = new();

    public BackupStage(string job)
    {
        foreach (var store in new[] { "data", "one", "two" }) _directory.Make(store);
        Configure(job);
    }

    public TestTime Time { get; } = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _directory.Dispose();

    public void Configure(string job, string store = "", string jobs = "") => File.WriteAllText(Place("holdfast.yaml"), $$"""
        timezone: UTC
        stores:
          data: { kind: local, path: {{Place("data")}} }
          one: { kind: local, path: {{Place("one")}}{{(store.Length > 0 ? ", " + store : "")}} }
          two: { kind: local, path: {{Place("two")}}{{(store.Length > 0 ? ", " + store : "")}} }
        jobs:
          backup:
            kind: backup
            from: data
            to: [one, two]
            exclude: ["*.tmp", ".DS_Store"]
            max-overwrite: none
            {{job}}
        {{jobs}}
        """);

    /// <summary>Runs the backup, and lets a day pass.</summary>
    public async Task DayAsync()
    {
        await RunAsync(ExitCode.Done, "run", "backup");
        Time.Advance(TimeSpan.FromDays(1));
    }

    public void Write(string path, string content)
    {
        var full = Place(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        File.SetLastWriteTimeUtc(full, Time.GetUtcNow().UtcDateTime.AddMinutes(-1));
    }

    public string Read(string path) => File.ReadAllText(Place(path));

    public string Place(params string[] parts) => Path.Combine([_directory.Path, .. parts]);

    /// <summary>Files below a directory with their contents; what is Holdfast's own is left out.</summary>
    public string[] Tree(string name) => !Directory.Exists(Place(name)) ? [] :
    [
        .. Directory.GetFiles(Place(name), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Place(name), file)).Where(file => !file.StartsWith(".holdfast", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Select(file => $"{file}={Read($"{name}/{file}")}"),
    ];

    public static JsonElement[] Rows(string output) => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith('{')).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];

    public async Task<string> RunAsync(ExitCode? expected, params string[] arguments)
    {
        using var output = new StringWriter();
        // No process begins at the very moment at which the one before it did.
        Time.Advance(TimeSpan.FromMilliseconds(1));
        var world = new World
        {
            Out = output, Error = output, In = TextReader.Null, Environment = new Dictionary<string, string> { ["HOME"] = _directory.Path }, WorkingDirectory = _directory.Path, Time = Time,
        };
        var code = await Application.RunAsync(["--config", Place("holdfast.yaml"), "--state", Place("state"), .. arguments], world, TestContext.Current.CancellationToken);
        if (expected is { } wanted) Assert.True((int)wanted == code, $"{string.Join(' ', arguments)} ended with {code}: {output}");
        return output.ToString();
    }

    /// <summary>What the sqlite3 program says to a statement about sync_state.db.</summary>
    public async Task<string> AskAsync(string sql)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/sqlite3"), "sqlite3 is not installed");
        using var process = Process.Start(new ProcessStartInfo("/usr/bin/sqlite3", [Place("state", "sync_state.db"), sql]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (told, wrong) = (process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, ""), (process.ExitCode, await wrong));
        return (await told).TrimEnd('\n');
    }
}
