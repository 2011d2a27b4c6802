using Holdfast.Contracts.Api;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Commands;
using Holdfast.Daemon.Estimating;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>Runs, their plans and what became of them.</summary>
internal static class RunsApi
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts)
    {
        api.MapGet("/runs", (string? job, string? state, string? after, int? limit, CancellationToken cancellation) => ListAsync(parts, job, state, after, limit, cancellation)).Needs(Role.Viewer)
            .WithSummary("Runs, the newest first.");
        api.MapGet("/runs/{id}", (string id, CancellationToken cancellation) => OneAsync(parts, id, cancellation)).Needs(Role.Viewer)
            .WithSummary("One run.");
        api.MapGet("/runs/{id}/estimate", (string id, CancellationToken cancellation) => EstimateAsync(parts, id, cancellation)).Needs(Role.Viewer)
            .WithSummary("What a plan that waits would take: time by earlier runs, requests and bytes for each store, and costs where prices are configured.");
        api.MapGet("/runs/{id}/operations", (string id, string? q, string? outcome, string? kind, string? after, int? limit, CancellationToken cancellation) => OperationsAsync(parts, id, q, outcome, kind, after, limit, cancellation)).Needs(Role.Viewer)
            .WithSummary("What a run's plan says, and how each step ended; with q those with a text in their names.");
        api.MapGet("/runs/{id}/log", async (string id, string? after, int? limit, CancellationToken cancellation) => Lines(parts, await FindAsync(parts, id, cancellation), after, limit)).Needs(Role.Viewer)
            .WithSummary("What the log says of a run, the oldest line first: lines that name it, and those of its job and its stores while it was under way.");
        api.MapPost("/runs/{id}/approve", (string id, Approval approval, CancellationToken cancellation) => ApproveAsync(parts, id, approval, cancellation)).Needs(Role.Operator)
            .WithSummary("Lets a run that was refused or planned go on, exactly as its plan of this digest says. The answer does not wait for the end.");
    }

    private static async Task<Listing<RunRow>> ListAsync(ApiParts parts, string? job, string? state, string? after, int? limit, CancellationToken cancellation)
    {
        var most = Paging.Limit(limit);
        var runs = await parts.Services.State.Views.RunsAsync(new RunQuery(job, Paging.Word<RunState>("state", state), after, most + 1), cancellation);
        return Paging.Cut(runs, most, Rows.Of, run => run.Id);
    }

    private static async Task<RunDetail> OneAsync(ApiParts parts, string id, CancellationToken cancellation)
    {
        var run = await FindAsync(parts, id, cancellation);
        return new RunDetail { Run = Rows.Of(run), Progress = parts.Services.Live.Find(run.Id) is { } progress ? Rows.Of(run, progress) : null };
    }

    private static async Task<EstimateRow> EstimateAsync(ApiParts parts, string id, CancellationToken cancellation) =>
        await PlanEstimator.EstimateAsync(parts.Services.Config, parts.Services.State.Views, await FindAsync(parts, id, cancellation), cancellation) ?? throw ApiException.Conflict("the run is not a plan that waits");

    private static async Task<Listing<OperationRow>> OperationsAsync(ApiParts parts, string id, string? text, string? outcome, string? kind, string? after, int? limit, CancellationToken cancellation)
    {
        var most = Paging.Limit(limit);
        var run = await FindAsync(parts, id, cancellation);
        var query = new OperationQuery(run.Id, Paging.Word<OutcomeKind>("outcome", outcome), Paging.Word<OperationKind>("kind", kind), Paging.Number(after) ?? 0, most + 1) { Text = text ?? "" };
        return Paging.Cut(
            await parts.Services.State.Views.OperationsAsync(query, cancellation), most, one => Rows.Of(run.Id, one.Operation, one), one => Paging.Text(one.Operation.Seq));
    }

    private static Listing<LogRow> Lines(ApiParts parts, RunRecord run, string? after, int? limit)
    {
        var (most, from) = (Paging.Limit(limit), (int)Math.Min(Paging.Number(after) ?? 0, int.MaxValue));
        var found = new RunLines(parts.Services.Ring, parts.Services.Config.LogFile).Of(run).Skip(from).Take(most + 1).ToArray();
        return new Listing<LogRow> { Items = [.. found.Take(most).Select(LogsApi.Row)], Next = found.Length > most ? Paging.Text(from + most) : null };
    }

    private static async Task<Accepted<RunAccepted>> ApproveAsync(ApiParts parts, string id, Approval approval, CancellationToken cancellation)
    {
        var services = parts.Services;
        await FindAsync(parts, id, cancellation);
        var waiting = await services.Runner.WaitingAsync(id, approval.Digest, cancellation);
        var accepted = await parts.Errands.BeginAsync(waiting.Job, async (begun, token) =>
            [await services.Gate.RunAsync(waiting.Job, within => services.Runner.ApproveAsync(waiting, begun, within), token)]);
        parts.Overview.Forget();
        return TypedResults.Accepted($"/api/v1/runs/{id}", accepted);
    }

    private static async ValueTask<RunRecord> FindAsync(ApiParts parts, string id, CancellationToken cancellation) =>
        await parts.Services.State.Runs.FindAsync(id, cancellation) ?? throw ApiException.NotFound("there is no run of that id");
}
