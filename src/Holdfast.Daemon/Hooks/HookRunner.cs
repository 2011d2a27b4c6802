using System.Text.Json;
using Holdfast.Contracts;
using Holdfast.Contracts.Events;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Hooks;

/// <summary>Calls hooks at their time, logs what they said, and tells those that fail.</summary>
internal sealed class HookRunner(HoldfastConfig config, HookCaller caller, EventLog events, ILog log, TimeProvider time) : IRunHooks
{
    private const string Failing = "hook-failed";
    private const int MostLogged = 2000;

    /// <inheritdoc/>
    public bool HasBefore(JobConfig job) => Of("before", job.Name).Any();

    /// <inheritdoc/>
    public async Task BeforeAsync(JobConfig job, RunRecord run, CancellationToken cancellation)
    {
        foreach (var hook in Of("before", job.Name))
        {
            var result = await CallAsync(hook, OfRun("before", run), job.Name, run, cancellation);
            if (!result.Succeeded && hook.Required) throw new JobException($"hook {hook.Name}, without which this job does not run, failed: {result.Result}");
        }
    }

    /// <inheritdoc/>
    public async Task<string?> AfterAsync(JobConfig job, RunRecord run)
    {
        var problems = new List<string>();
        // It undoes what was done before the run: it is called whatever became of the run.
        foreach (var hook in Of("after", job.Name))
            if (await CallAsync(hook, OfRun("after", run), job.Name, run, CancellationToken.None) is { Succeeded: false } result) problems.Add($"hook {hook.Name} after it failed: {result.Result}");
        return problems.Count == 0 ? null : string.Join("; ", problems);
    }

    /// <summary>Calls the hooks of an event. Events about hooks call none: they would call each other for ever.</summary>
    public async Task OnAsync(EventRecord happened, CancellationToken cancellation)
    {
        if (happened.Name is EventNames.HookFailed or EventNames.HookCompleted) return;
        foreach (var hook in config.Hooks.Where(hook => hook.On.Contains(happened.Name) && (hook.Jobs.Count == 0 || (happened.Job is { } job && hook.Jobs.Contains(job)))))
            await CallAsync(hook, OfEvent(happened), happened.Job, null, cancellation);
    }

    /// <summary>Whether any hook waits for events.</summary>
    public bool HasEvents => config.Hooks.Any(hook => hook.On.Any(on => on is not ("before" or "after")));

    private IEnumerable<HookConfig> Of(string on, string job) => config.Hooks.Where(hook => hook.On.Contains(on) && (hook.Jobs.Count == 0 || hook.Jobs.Contains(job)));

    private async Task<HookResult> CallAsync(HookConfig hook, HookCall call, string? job, RunRecord? run, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        var result = await caller.CallAsync(hook, call, cancellation);
        var seconds = Math.Round(time.GetElapsedTime(began).TotalSeconds, 3);
        var said = result.Output.Length > MostLogged ? result.Output[..MostLogged] + "…" : result.Output;
        log.Write(result.Succeeded ? LogLevel.Info : LogLevel.Warning, "hooks", $"{hook.Name} {result.Result}", ("on", call.On), ("job", job), ("run", run?.Id), ("seconds", seconds), ("said", said));
        Tell(hook, call, job, run, result, seconds);
        return result;
    }

    // A hook that goes on failing is told once, and once when it no longer does.
    private void Tell(HookConfig hook, HookCall call, string? job, RunRecord? run, HookResult result, double seconds)
    {
        var now = time.GetUtcNow();
        var data = new HookData(hook.Name, call.On, hook.Required, result.ExitCode, result.Result, seconds);
        events.Turn(new Condition(Failing, $"{hook.Name}|{call.On}|{job}", result.Succeeded ? "" : "failing", now), _ => EventRecords.Of(
            result.Succeeded ? EventNames.HookCompleted : EventNames.HookFailed, now, result.Succeeded ? Severity.Info : hook.Required ? Severity.Error : Severity.Warning,
            $"hook {hook.Name} ({call.On}) {(result.Succeeded ? "works again" : $"failed: {result.Result}")}", data, EventJson.Default.HookData) with { Job = job, Run = run?.Id });
    }

    private static HookCall OfRun(string on, RunRecord run)
    {
        var state = run.State.ToString().ToLowerInvariant();
        var facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOLDFAST_JOB"] = run.Job, ["HOLDFAST_RUN"] = run.Id, ["HOLDFAST_TARGET"] = run.Destination, ["HOLDFAST_SOURCE"] = run.Source ?? "", ["HOLDFAST_STATE"] = on == "before" ? "" : state };
        return new HookCall(on, facts, PlainJson.Line(json =>
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteString("on", on);
            json.WriteString("job", run.Job);
            json.WriteString("run", run.Id);
            json.WriteString("kind", run.Kind);
            json.WriteString("source", run.Source);
            json.WriteString("target", run.Destination);
            json.WriteString("trigger", run.Trigger.ToString().ToLowerInvariant());
            json.WriteString("started", run.Started);
            if (on != "before")
            {
                json.WriteString("state", state);
                json.WriteString("message", run.Message);
                json.WriteNumber("done", run.Tally.Done);
                json.WriteNumber("failed", run.Tally.Failed);
                json.WriteNumber("bytes", run.Tally.BytesDone);
            }
            json.WriteEndObject();
        }));
    }

    private static HookCall OfEvent(EventRecord happened)
    {
        var facts = new Dictionary<string, string>(StringComparer.Ordinal) { ["HOLDFAST_JOB"] = happened.Job ?? "", ["HOLDFAST_RUN"] = happened.Run ?? "", ["HOLDFAST_STORE"] = happened.Store ?? "", ["HOLDFAST_SEVERITY"] = happened.Severity };
        return new HookCall(happened.Name, facts, PlainJson.Line(JsonSerializer.SerializeToElement(happened, EventJson.Default.EventRecord)));
    }
}
