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
    public static SftpTransport Start(SftpSettings settings, TimeProvider time) => ProcessTransport.Start(settings.Program, Arguments(settings), "is the OpenSSH client installed?", time);

    /// <summary>The words <c>ssh</c> is called with.</summary>
    public static IReadOnlyList<string> Arguments(SftpSettings settings)
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
        if (settings.ConfigFile is { } file) words.AddRange(["-F", file]);
        if (settings.Identity is { } identity) words.AddRange(["-i", identity, "-o", "IdentitiesOnly=yes"]);
        if (settings.Port is { } port) words.AddRange(["-p", port.ToString(CultureInfo.InvariantCulture)]);
        if (settings.User is { } user) words.AddRange(["-l", user]);
        words.AddRange(["-s", "--", settings.Host, "sftp"]);
        return words;
    }
}
