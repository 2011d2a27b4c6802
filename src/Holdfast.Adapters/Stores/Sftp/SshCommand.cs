using System.Globalization;
using Holdfast.Adapters.Settings;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>
/// How a server is reached: by the system's own <c>ssh</c>, so that keys, agents, known hosts, jump hosts and everything else in
/// its configuration are OpenSSH's. It never asks anything, and a host whose key is not the known one is refused.
/// </summary>
internal static class SshCommand
{
    /// <summary>Starts it.</summary>
    /// <exception cref="SftpConnectionException">The program could not be started.</exception>
    public static SftpTransport Start(string program, IReadOnlyList<string> words, TimeProvider time) => ProcessTransport.Start(program, words, "is the OpenSSH client installed?", time);

    /// <summary>The words <c>ssh</c> is called with.</summary>
    /// <param name="settings">The store's.</param>
    /// <param name="ciphers">Ciphers to ask for, in order; null to leave it to OpenSSH.</param>
    /// <param name="command">What the account's shell is to run; null for the server's SFTP.</param>
    public static IReadOnlyList<string> Arguments(SftpSettings settings, string? ciphers = null, string? command = null)
    {
        var words = new List<string>
        {
            "-x", "-a", "-T",
            "-o", "BatchMode=yes",
            "-o", $"StrictHostKeyChecking={(settings.TakesNewHosts ? "accept-new" : "yes")}",
            "-o", "ClearAllForwardings=yes",
            "-o", "PermitLocalCommand=no",
            "-o", "ControlMaster=no",
            "-o", "ControlPath=none",
            "-o", "ConnectTimeout=20",
            "-o", "ServerAliveInterval=15",
            "-o", "ServerAliveCountMax=3",
        };
        if (ciphers is not null) words.AddRange(["-o", $"Ciphers={ciphers}"]);
        if (settings.ConfigFile is { } file) words.AddRange(["-F", file]);
        if (settings.Identity is { } identity) words.AddRange(["-i", identity, "-o", "IdentitiesOnly=yes"]);
        if (settings.Port is { } port) words.AddRange(["-p", port.ToString(CultureInfo.InvariantCulture)]);
        if (settings.User is { } user) words.AddRange(["-l", user]);
        if (command is null) words.Add("-s");
        words.AddRange(["--", settings.Host, command ?? "sftp"]);
        return words;
    }
}
