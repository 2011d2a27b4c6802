using System.Diagnostics;
using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Model;
using Holdfast.State;

namespace Holdfast.Integration.Hostile.Trees;

/// <summary>Source, destination, canary and state of one test, and jobs over them as a configuration says.</summary>
internal sealed class HostileStage : IDisposable
{
    private const string Prelude = "S=$1 D=$2 C=$3 T=$4; umask 022; ";
    private readonly string _root = Directory.CreateTempSubdirectory("holdfast-hostile-").FullName;
    private readonly HostileKind _kind;
    private readonly string _tree;

    public HostileStage(HostileKind kind)
    {
        _kind = kind;
        (Source, Destination) = (Make("source"), Make("destination"));
        _tree = kind.OnDestination ? Destination : Source;
        Canary = new Canary(Make("canary"));
        foreach (var name in kind.Linked) Canary.Linked.Add(name);
    }

    public string Source { get; }

    public string Destination { get; }

    public Canary Canary { get; }

    public void Do(string script) => Shell.Run(Prelude + script, Source, Destination, Canary.Path, _tree);

    /// <summary>Starts a script that goes on, once it has begun.</summary>
    public Process Begin(string script)
    {
        var process = Process.Start(Shell.Info("bash", ["-c", Prelude + script, "bash", Source, Destination, Canary.Path, _tree]))!;
        var said = process.StandardOutput.ReadLine();
        return said == "ready" ? process : throw new InvalidOperationException($"{script}: {said}{process.StandardError.ReadToEnd()}");
    }

    /// <summary>Runs a job as a new process would; also tells the job's open findings.</summary>
    public async Task<(RunRecord Run, IReadOnlyList<string> Findings)> RunAsync(string job, string? between, CancellationToken cancellation)
    {
        var config = Configuration();
        await using var state = SqliteStateDb.Open(config.StateDirectory);
        var requests = new JobRequests(config, new SystemAccounts(), TimeProvider.System);
        var runner = new JobRunner(config, state, new StoreOpener(config, TimeProvider.System), requests, new RunIds(TimeProvider.System), new LiveRuns(), TimeProvider.System);
        var run = Assert.Single(await runner.RunAsync(job, RunTrigger.Command, Scope.All, planOnly: between is not null, null, cancellation));
        if (between is not null)
        {
            Do(between);
            run = await runner.ApproveAsync(await runner.WaitingAsync(run.Id, run.PlanDigest, cancellation), null, cancellation);
        }
        var findings = await state.Findings.OpenAsync(job, 1000, cancellation);
        return (run, [.. findings.Select(f => $"{f.Finding.Code}:{f.Finding.Path.ToString().Replace(" ", "\\x20", StringComparison.Ordinal)}").Order(StringComparer.Ordinal)]);
    }

    public void Dispose() => Shell.Run("""
        grep -F " $1/" /proc/self/mounts | cut -d' ' -f2 | tac | while read -r at; do umount -l "$at"; done || true
        if [ "$(id -u)" = 0 ]; then chattr -R -f -ia "$1" || true; fi
        chmod -R u+rwX "$1" 2>/dev/null || true
        rm -rf "$1"
        """, _root);

    private HoldfastConfig Configuration() => ConfigLoader.Load(new ConfigSources
    {
        File = "/etc/holdfast/holdfast.yaml",
        Text = $$"""
            stores:
              source: { kind: local, path: {{Source}}, watch: false }
              destination: { kind: local, path: {{Destination}}, watch: false }
            jobs:
              mirror: { kind: mirror, from: source, to: [destination], every: 1h, max-overwrite: 100%{{(_kind.Words.Length == 0 ? "" : ", " + _kind.Words)}} }
              permissions: { kind: permissions, store: {{(_kind.OnDestination ? "destination" : "source")}}, {{(Environment.IsPrivilegedProcess ? "owner: \"1001:999\", " : "")}}directories: "775", files: "664", every: 1h }
            """,
        StateDirectory = _root + "/state",
        Paths = new SystemPathResolver(),
    }).Required;

    private string Make(string name) => Directory.CreateDirectory($"{_root}/{name}").FullName;
}
