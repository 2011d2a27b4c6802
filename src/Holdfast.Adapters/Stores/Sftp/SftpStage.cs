using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>A file or link that lies under a temporary name.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="temporary">The temporary name.</param>
/// <param name="sent">What was sent.</param>
/// <param name="hash">Hash of the content; null for links.</param>
/// <param name="end">Makes one that waits open durable.</param>
/// <param name="publish">Gives it its name.</param>
/// <param name="abandon">Takes it away.</param>
internal sealed class SftpStage(WriteRequest request, byte[] temporary, SftpSent sent, ContentHash? hash, Func<SftpOpenFile, Task<Entry>> end, Func<SftpStage, CancellationToken, Task<Written>> publish, Func<SftpStage, ValueTask> abandon) : IStagedWrite
{
    private readonly Lock _gate = new();
    private Task<Entry>? _ended = sent.Made is { } made ? Task.FromResult(made) : null;
    private bool _isPublished;

    /// <inheritdoc/>
    public WriteRequest Request => request;

    /// <inheritdoc/>
    public ContentHash? Hash => hash;

    /// <inheritdoc/>
    public Entry? Made => _ended is { IsCompletedSuccessfully: true } ended ? ended.Result : null;

    /// <summary>The temporary name.</summary>
    public byte[] Temporary => temporary;

    /// <summary>Where what it replaces lies in the trash.</summary>
    public TreePath? Trash { get; set; }

    /// <summary>Makes it durable, if that was not done yet.</summary>
    /// <returns>What it is.</returns>
    public Task<Entry> EndAsync()
    {
        lock (_gate) return _ended ??= end(sent.Open!);
    }

    /// <summary>What is told of it under its name.</summary>
    public Written Written(Entry entry) => new(entry, hash, Trash);

    /// <inheritdoc/>
    public async ValueTask<Written> PublishAsync(CancellationToken cancellation)
    {
        await EndAsync();
        var written = await publish(this, cancellation);
        _isPublished = true;
        return written;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isPublished) return;
        _isPublished = true;
        lock (_gate)
        {
            if (_ended is null)
            {
                sent.Open!.Drop();
                _ended = Task.FromException<Entry>(new StoreException("", request.Wanted.Path, StoreFault.Other, "it was given up"));
            }
        }
        await Task.WhenAny(_ended);
        await abandon(this);
    }
}
