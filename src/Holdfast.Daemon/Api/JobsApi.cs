using Holdfast.Contracts.Api;
using Holdfast.Contracts.Status;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>Jobs: how they stand, and what is done with them.</summary>
internal static class JobsApi
{
    private const int WaitingShown = 20;

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts)
    {
        api.MapGet("/jobs", (CancellationToken cancellation) => ListAsync(parts, cancellation)).Needs(Role.Viewer)
            .WithSummary("All jobs, in the order of the configuration.");
        api.MapGet("/jobs/{job}", (string job, CancellationToken cancellation) => OneAsync(parts, Find(parts, job), cancellation)).Needs(Role.Viewer)
            .WithSummary("One job.");
        api.MapPost("/jobs/{job}/start", (string job, CancellationToken cancellation) => TurnAsync(parts, job, parts.Scheduler.Start, cancellation)).Needs(Role.Operator)
            .WithSummary("Lets a stopped job run again, beginning with a full pass at once.");
        api.MapPost("/jobs/{job}/stop", (string job, CancellationToken cancellation) => TurnAsync(parts, job, parts.Scheduler.Stop, cancellation)).Needs(Role.Operator)
            .WithSummary("Ends the job's run in order, and lets it begin none until it is started.");
        api.MapPost("/jobs/{job}/pause", (string job, CancellationToken cancellation) => TurnAsync(parts, job, parts.Scheduler.Pause, cancellation)).Needs(Role.Operator)
            .WithSummary("Lets the job begin no run until it is resumed; one under way goes on.");
        api.MapPost("/jobs/{job}/resume", (string job, CancellationToken cancellation) => TurnAsync(parts, job, parts.Scheduler.Resume, cancellation)).Needs(Role.Operator)
            .WithSummary("Lets a paused job begin runs again.");
        api.MapPost("/jobs/{job}/run", (string job) => RunAsync(parts, job, planOnly: false)).Needs(Role.Operator)
            .WithSummary("Runs the job now, or as soon as its stores are free. The answer does not wait for the end.");
        api.MapPost("/jobs/{job}/plan", (string job) => RunAsync(parts, job, planOnly: true)).Needs(Role.Operator)
            .WithSummary("Makes the job's plan and keeps it as a run in state planned, which can be looked at and approved. The answer does not wait for the end.");
    }

    /// <summary>Turns a job on or off.</summary>
    public static void Turn(ApiParts parts, string job, Action<string> turn)
    {
        turn(Find(parts, job).Name);
        parts.Overview.Forget();
    }

    private static async Task<JobDetail> TurnAsync(ApiParts parts, string job, Action<string> turn, CancellationToken cancellation)
    {
        Turn(parts, job, turn);
        return await OneAsync(parts, Find(parts, job), cancellation);
    }

    private static async Task<Accepted<RunAccepted>> RunAsync(ApiParts parts, string job, bool planOnly)
    {
        var (services, name) = (parts.Services, Find(parts, job).Name);
        var accepted = await parts.Errands.BeginAsync(name, (begun, token) =>
        {
            Task<IReadOnlyList<RunRecord>> Body(CancellationToken within) => services.Runner.RunAsync(name, RunTrigger.Command, Scope.All, planOnly, begun, within);
            return planOnly ? services.Gate.LookAsync(name, Body, token) : services.Gate.RunAsync(name, Body, token);
        });
        parts.Overview.Forget();
        return TypedResults.Accepted(accepted.Run is { } run ? $"/api/v1/runs/{run}" : (string?)null, accepted);
    }

    private static JobConfig Find(ApiParts parts, string job) => parts.Services.Config.FindJob(job) ?? throw ApiException.NotFound("there is no job of that name");

    private static async Task<Listing<JobDetail>> ListAsync(ApiParts parts, CancellationToken cancellation)
    {
        var jobs = new List<JobDetail>();
        foreach (var job in parts.Services.Config.Jobs) jobs.Add(await OneAsync(parts, job, cancellation));
        return new Listing<JobDetail> { Items = jobs };
    }

    private static async Task<JobDetail> OneAsync(ApiParts parts, JobConfig job, CancellationToken cancellation)
    {
        var services = parts.Services;
        var status = (await parts.Overview.ReadAsync(cancellation)).Jobs.FirstOrDefault(one => one.Name == job.Name) ?? new JobStatus { Name = job.Name, State = "idle" };
        var last = await services.State.Views.RunsAsync(new RunQuery(job.Name, null, null, 1) { WithoutPlans = true }, cancellation);
        var waiting = await services.State.Views.RunsAsync(new RunQuery(job.Name, RunState.Refused, null, WaitingShown), cancellation);
        return new JobDetail
        {
            Name = job.Name,
            Kind = Rows.Word(job.Kind),
            Source = job.From,
            Destinations = JobRequests.DestinationsOf(job),
            Schedule = [.. Schedule(services.Config, job)],
            After = job.After,
            MovesData = job.WritesDestinations,
            Status = status,
            LastRun = last is [var run] ? Rows.Of(run) : null,
            // Of each destination only what was refused last waits: what came before it is out of date.
            Waiting = [.. waiting.Where(refused => last is [var latest] && (refused.Id == latest.Id || refused.Destination != latest.Destination)).Select(Rows.Of)],
            Progress = [.. services.Live.All.Where(live => live.Run.Job == job.Name).OrderBy(live => live.Run.Destination, StringComparer.Ordinal).Select(live => Rows.Of(live.Run, live.Progress))],
        };
    }

    private static IEnumerable<string> Schedule(HoldfastConfig config, JobConfig job)
    {
        if (config.Settings.Find($"jobs.{job.Name}.every") is { Field.Shape: ScalarShape shape, Value: { } every }) yield return $"every {shape.Format(every)}";
        if (job.Cron is { } cron) yield return cron;
        foreach (var before in job.After) yield return $"after {before}";
        if (config.Watches(job)) yield return "when something changes";
    }
}
