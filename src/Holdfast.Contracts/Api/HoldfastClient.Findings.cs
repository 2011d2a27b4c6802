using Holdfast.Contracts.Commands;

namespace Holdfast.Contracts.Api;

/// <content>Findings.</content>
public sealed partial class HoldfastClient
{
    /// <summary>Findings, the most severe first.</summary>
    /// <param name="job">Only those of a job; null for all.</param>
    /// <param name="severity">Only those that matter at least so much; null for any.</param>
    /// <param name="state">Only those in a state, such as <c>open</c>; null for those that are open.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Listing<FindingRow>> FindingsAsync(string? job, string? severity, string? state, Page page, CancellationToken cancellation) =>
        GetAsync(Listed("api/v1/findings", page, ("job", job), ("severity", severity), ("state", state)), ApiJson.Default.ListingFindingRow, cancellation);

    /// <summary>One finding.</summary>
    public Task<FindingRow> FindingAsync(long id, CancellationToken cancellation) => GetAsync($"api/v1/findings/{Part(id)}", ApiJson.Default.FindingRow, cancellation);

    /// <summary>Says that a finding is known, for as long as it is open.</summary>
    public Task<FindingRow> AcknowledgeAsync(long id, Acknowledgement said, CancellationToken cancellation) =>
        PostAsync($"api/v1/findings/{Part(id)}/acknowledge", said, ApiJson.Default.Acknowledgement, ApiJson.Default.FindingRow, cancellation);

    /// <summary>Puts a finding off until later.</summary>
    public Task<FindingRow> SnoozeAsync(long id, Snooze until, CancellationToken cancellation) =>
        PostAsync($"api/v1/findings/{Part(id)}/snooze", until, ApiJson.Default.Snooze, ApiJson.Default.FindingRow, cancellation);

    /// <summary>Takes back what was said of a finding.</summary>
    public Task<FindingRow> ReopenAsync(long id, CancellationToken cancellation) => PostAsync($"api/v1/findings/{Part(id)}/reopen", ApiJson.Default.FindingRow, cancellation);
}
