namespace Holdfast.Engine.Model;

/// <summary>What is known of a store once it is open.</summary>
/// <param name="Name">Its name in the configuration.</param>
/// <param name="Kind">Its kind: <c>local</c>, <c>memory</c>, …</param>
/// <param name="Uuid">Its own identity: from the marker in <c>.holdfast/</c>, or the file-system id and path where no marker can be written.</param>
/// <param name="FileSystemId">Id of the file system it lies on (UUID where there is one); inode numbers are comparable only while it stays the same.</param>
/// <param name="Fidelity">What it can keep.</param>
/// <param name="MarkerIsNew">True when the marker was not there and has just been written: a store never seen before, or another one mounted in its place.</param>
/// <param name="Location">Where it is, for people (a path or URL without secrets).</param>
public sealed record StoreFacts(string Name, string Kind, string Uuid, string FileSystemId, Fidelity Fidelity, bool MarkerIsNew, string Location)
{
    /// <summary>How the identity of a store begins that has no marker because it was never opened for writing.</summary>
    public const string UnmarkedPrefix = "fs-";
}

/// <summary>Room in a store.</summary>
/// <param name="TotalBytes">Size of the store.</param>
/// <param name="FreeBytes">Bytes that can still be written by the caller.</param>
/// <param name="TotalFiles">Number of files it can hold; 0 where there is no limit.</param>
/// <param name="FreeFiles">Number of files that can still be made.</param>
public sealed record Capacity(long TotalBytes, long FreeBytes, long TotalFiles, long FreeFiles);
