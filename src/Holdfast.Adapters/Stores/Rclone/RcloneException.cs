namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>What rclone answered instead of doing it.</summary>
/// <param name="status">Its status, as of HTTP.</param>
/// <param name="message">Its own words.</param>
internal sealed class RcloneException(int status, string message) : IOException(message)
{
    public const int NotThere = 404;

    public int Status => status;

    /// <summary>Whether what was asked for is not there.</summary>
    public bool IsNotThere => status == NotThere || Message.Contains("not a directory", StringComparison.Ordinal);
}

/// <summary>The program is not there, has ended or does not answer.</summary>
/// <param name="message">Why.</param>
/// <param name="isFinal">Whether starting it again would end the same way.</param>
/// <param name="inner">The error behind it.</param>
internal sealed class RcloneGoneException(string message, bool isFinal = false, Exception? inner = null) : IOException(message, inner)
{
    public bool IsFinal => isFinal;
}
