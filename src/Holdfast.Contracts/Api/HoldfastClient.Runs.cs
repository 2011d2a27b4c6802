using Holdfast.Contracts.Commands;

namespace Holdfast.Contracts.Api;

/// <content>Runs.</content>
public sealed partial class HoldfastClient
{
    /// <summary>Runs, the newest first.</summary>
    /// <param name="job">Only those of a job; null for all.</param>
    /// <param name="state">Only those in a state, such as <c>failed</c>; null for any.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Listing<RunRow>> RunsAsync(string? job, string? state, Page page, CancellationToken cancellation) =>
        GetAsync(Listed("api/v1/runs", page, ("job", job), ("state", state)), ApiJson.Default.ListingRunRow, cancellation);

    /// <summary>One run.</summary>
    public Task<RunDetail> RunAsync(string id, CancellationToken cancellation) => GetAsync($"api/v1/runs/{Part(id)}", ApiJson.Default.RunDetail, cancellation);

    /// <summary>What a plan that waits would take: time, requests, bytes, costs.</summary>
    public Task<EstimateRow> EstimateAsync(string id, CancellationToken cancellation) => GetAsync($"api/v1/runs/{Part(id)}/estimate", ApiJson.Default.EstimateRow, cancellation);

    /// <summary>What a run did or was to do, in the order of its plan.</summary>
    /// <param name="id">The run.</param>
    /// <param name="search">Words that the name has; null for any.</param>
    /// <param name="outcome">Only what ended so, such as <c>failed</c>; null for any.</param>
    /// <param name="kind">Only operations of a kind, such as <c>replace</c>; null for any.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Listing<OperationRow>> OperationsAsync(string id, string? search, string? outcome, string? kind, Page page, CancellationToken cancellation) =>
        GetAsync(Listed($"api/v1/runs/{Part(id)}/operations", page, ("q", search), ("outcome", outcome), ("kind", kind)), ApiJson.Default.ListingOperationRow, cancellation);

    /// <summary>What was logged of a run.</summary>
    public Task<Listing<LogRow>> RunLogAsync(string id, Page page, CancellationToken cancellation) => GetAsync(Listed($"api/v1/runs/{Part(id)}/log", page), ApiJson.Default.ListingLogRow, cancellation);

    /// <summary>Lets a run go on that waits for approval, exactly as it was planned.</summary>
    public Task<RunAccepted> ApproveAsync(string id, Approval approval, CancellationToken cancellation) =>
        PostAsync($"api/v1/runs/{Part(id)}/approve", approval, ApiJson.Default.Approval, ApiJson.Default.RunAccepted, cancellation);

    /// <summary>Takes back what a run did.</summary>
    public Task<RestoreAnswer> RestoreRunAsync(string id, RunRestore how, CancellationToken cancellation) =>
        PostAsync($"api/v1/runs/{Part(id)}/restore", how, ApiJson.Default.RunRestore, ApiJson.Default.RestoreAnswer, cancellation);
}
