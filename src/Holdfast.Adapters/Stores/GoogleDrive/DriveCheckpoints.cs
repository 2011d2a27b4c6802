using System.Security.Cryptography;
using System.Text;
using Holdfast.Adapters.Files;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>
/// Keeps a store's checkpoint from one process to the next, where there is a directory for that. It spares a listing and is never needed:
/// what cannot be read, or is not of this very store as it is set and signed in now, is left aside with a note.
/// </summary>
/// <param name="store">Name of the store.</param>
/// <param name="place">What is listed.</param>
/// <param name="options">How.</param>
internal sealed class DriveCheckpoints(string store, DrivePlace place, DriveStoreOptions options)
{
    private readonly KeptFile? _file = options.KeepIn is { } directory ? new KeptFile(options.Calls, directory, store) : null;
    private byte[] _identity = [];

    /// <summary>The checkpoint that was kept; null when there is none that is of use.</summary>
    /// <param name="lasts">How long ago it may have been listed.</param>
    /// <param name="cancellation">Gives up.</param>
    public async ValueTask<DriveCheckpoint?> ReadAsync(TimeSpan lasts, CancellationToken cancellation)
    {
        if (_file is null) return null;
        _identity = await IdentityAsync(cancellation);
        try
        {
            using var file = _file.Open();
            var now = options.Time.GetUtcNow();
            return file is null ? null : DriveCheckpointReader.Read(file, _identity, now - lasts, now, new DriveTree(place.RootNode, options.Settings.FollowsShortcuts));
        }
        catch (Exception e) when (e is InvalidDataException or SystemCallException)
        {
            options.Note?.Invoke($"{store}: what was kept of the last listing is not used: {e.Message}; everything is listed");
            return null;
        }
    }

    /// <summary>Keeps one in the place of the one before.</summary>
    public void Write(DriveCheckpoint checkpoint)
    {
        if (_file is null || _identity.Length == 0 || checkpoint.Tree.Gap is not null) return;
        try
        {
            // Who else is writing has seen what we have, or finds it in the feed.
            using var file = _file.Begin();
            if (file is null) return;
            DriveCheckpointWriter.Write(file, _identity, checkpoint);
            file.Complete();
        }
        catch (SystemCallException e) { options.Note?.Invoke($"{store}: what was listed could not be kept: {e.Message}; the next start lists everything"); }
    }

    // All that decides what a listing shows, and who is shown it: what somebody else was shown is never taken for ours.
    private async ValueTask<byte[]> IdentityAsync(CancellationToken cancellation)
    {
        var s = options.Settings;
        var words = new[]
        {
            options.Endpoints.Api.ToString(), s.Account, s.Root, s.SharedDrive, s.IsSharedWithMe ? "shared" : "", s.FollowsShortcuts ? "follows" : "", string.Join(',', s.Exports), place.Drive, place.RootNode.Id,
            await s.Client(cancellation), await s.Grant(cancellation),
        };
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var word in words)
        {
            var bytes = word is null ? [] : Encoding.UTF8.GetBytes(word);
            hash.AppendData(BitConverter.GetBytes(word is null ? -1 : bytes.Length));
            hash.AppendData(bytes);
        }
        return hash.GetHashAndReset();
    }
}
