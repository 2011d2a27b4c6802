namespace Holdfast.Daemon.Status;

/// <summary>Findings about channels by which people are told.</summary>
internal static class OpenChannels
{
    /// <summary>The name they are kept under. No job can have it: a name of a job has no colon.</summary>
    public const string Job = "notifications:";
}
