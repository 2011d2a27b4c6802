using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Local;

/// <summary>A file or link that waits, complete, under its temporary name.</summary>
internal sealed class StagedFile(LocalTree tree, Publisher publisher, WriteRequest request, ContentHash? hash, byte[] temporary, Entry made) : IStagedWrite
{
    private bool _isGone;

    /// <inheritdoc/>
    public WriteRequest Request { get; } = request;

    /// <inheritdoc/>
    public ContentHash? Hash { get; } = hash;

    /// <summary>Its name among the temporaries.</summary>
    public byte[] Temporary { get; } = temporary;

    /// <summary>What lies under the temporary name.</summary>
    public Entry Made { get; } = made;

    Entry? IStagedWrite.Made => Made;

    /// <inheritdoc/>
    public ValueTask<Written> PublishAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_isGone, this);
        try
        {
            var (entry, trash) = publisher.Publish(Temporary, Made, Request.Wanted.Path, Request.Replaces, Request.TrashRun);
            _isGone = true;
            return ValueTask.FromResult(new Written(entry, Hash, trash));
        }
        catch (SystemCallException failure)
        {
            throw tree.Translate(failure, Request.Wanted.Path);
        }
    }

    /// <summary>Takes the temporary away when it was not published.</summary>
    public ValueTask DisposeAsync()
    {
        if (!_isGone) tree.Own.Abandon(Temporary);
        _isGone = true;
        return ValueTask.CompletedTask;
    }
}
