namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>The file that gives a store its identity.</summary>
internal static class SftpMarker
{
    /// <summary>The store's UUID; null when there is no marker.</summary>
    public static async ValueTask<Guid?> ReadAsync(string store, SftpSession session, SftpPlaces places, StoreSeal? seal, CancellationToken cancellation) =>
        await SmallFiles.ReadAsync(session, places.InOwn("marker"u8), cancellation) is { } text ? MarkerText.Read(store, text, seal) : null;

    /// <summary>Writes a marker.</summary>
    public static ValueTask WriteAsync(SftpSession session, SftpPlaces places, Guid uuid, DateTimeOffset now, StoreSeal? seal, CancellationToken cancellation) =>
        SmallFiles.WriteAsync(session, places.InOwn("marker.new"u8), places.InOwn("marker"u8), MarkerText.Write(uuid, now, seal), cancellation);
}
