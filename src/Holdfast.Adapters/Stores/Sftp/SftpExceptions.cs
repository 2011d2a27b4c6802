namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>The server refused a request.</summary>
internal sealed class SftpStatusException(StatusCode code, string said) : IOException(said.Length > 0 ? said : code.ToString())
{
    public StatusCode Code { get; } = code;
}

/// <summary>The connection is gone: what was asked may or may not have been done.</summary>
internal sealed class SftpConnectionException(string cause, Exception? inner = null) : IOException(cause, inner)
{
    private static readonly string[] Final = ["Host key verification failed", "REMOTE HOST IDENTIFICATION HAS CHANGED", "Permission denied (", "Could not resolve hostname", "Bad configuration option", "could not be started", "subsystem request failed"];

    /// <summary>Whether we do not believe that it is the server that is meant.</summary>
    public bool IsRefusal => Message.Contains(Final[0], StringComparison.Ordinal) || Message.Contains(Final[1], StringComparison.Ordinal);

    /// <summary>Whether the server does not let us in.</summary>
    public bool IsDenial => Message.Contains(Final[2], StringComparison.Ordinal);

    /// <summary>Whether another try would end the same way: <c>ssh</c> says so in words alone.</summary>
    public bool IsFinal => Final.Any(words => Message.Contains(words, StringComparison.Ordinal));
}

/// <summary>The server does not speak the protocol as it must; what follows on this connection means nothing.</summary>
internal sealed class SftpProtocolException(string cause) : IOException(cause);
