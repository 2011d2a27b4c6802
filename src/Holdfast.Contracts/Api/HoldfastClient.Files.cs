using Holdfast.Contracts.Commands;

namespace Holdfast.Contracts.Api;

/// <summary>One name in the stores.</summary>
/// <param name="Path">The name; null when <paramref name="Bytes"/> says it.</param>
/// <param name="Bytes">The name in base 64, when it is not UTF-8; null otherwise.</param>
/// <param name="Store">Only in this store; null for all.</param>
public sealed record FileName(string? Path, string? Bytes = null, string? Store = null);

/// <content>Files.</content>
public sealed partial class HoldfastClient
{
    /// <summary>Files by name and state.</summary>
    /// <param name="search">Words that the name has; null for any.</param>
    /// <param name="store">Only those of a store; null for all.</param>
    /// <param name="state">Only those in a state; null for any.</param>
    /// <param name="page">Which part.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<Listing<FileRow>> FilesAsync(string? search, string? store, string? state, Page page, CancellationToken cancellation) =>
        GetAsync(Listed("api/v1/files", page, ("q", search), ("store", store), ("state", state)), ApiJson.Default.ListingFileRow, cancellation);

    /// <summary>Which rule, guard or run decides about a name, and where its copies are.</summary>
    public Task<FileExplanation> ExplainAsync(FileName name, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(name);
        return GetAsync(Query("api/v1/files/explain", ("path", name.Path), ("path_b64", name.Bytes), ("store", name.Store)), ApiJson.Default.FileExplanation, cancellation);
    }

    /// <summary>What was done to a name, the newest first.</summary>
    public Task<Listing<OperationRow>> FileHistoryAsync(FileName name, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(name);
        return GetAsync(Query("api/v1/files/history", ("path", name.Path), ("path_b64", name.Bytes), ("store", name.Store)), ApiJson.Default.ListingOperationRow, cancellation);
    }

    /// <summary>Brings a version of a name back.</summary>
    public Task<RestoreAnswer> RestoreFileAsync(FileRestore what, CancellationToken cancellation) =>
        PostAsync("api/v1/files/restore", what, ApiJson.Default.FileRestore, ApiJson.Default.RestoreAnswer, cancellation);
}
