using System.Text;
using Holdfast.Cli.Surroundings;

namespace Holdfast.Cli.Service;

/// <summary>Writes the systemd unit of the service.</summary>
internal static class UnitFile
{
    private const int KnowsRestartSteps = 254;

    /// <summary>The unit's text.</summary>
    public static string Write(UnitNeeds needs)
    {
        var text = new StringBuilder();
        text.Append("""
            # Written by 'holdfast service install', and written anew by every install.
            # Put changes of your own into a drop-in: systemctl edit holdfast
            [Unit]
            Description=Holdfast keeps every copy of data where it should be
            After=local-fs.target remote-fs.target nss-user-lookup.target time-sync.target
            # It is never given up: a store that is away today may be back tomorrow.
            StartLimitIntervalSec=0

            [Service]
            Type=notify

            """);
        text.Append("ExecStart=").Append(Word(needs.Executable)).Append(" daemon --config ").Append(Word(needs.Layout.ConfigFile)).Append(" --state ").Append(Word(needs.Layout.StateDirectory)).Append('\n');
        text.Append("User=").Append(ServiceLayout.Account).Append("\nGroup=").Append(ServiceLayout.Account).Append('\n');
        Restarting(text, needs);
        Directories(text, needs);
        Powers(text);
        Walls(text, needs);
        text.Append("\n[Install]\nWantedBy=multi-user.target\n");
        return text.ToString();
    }

    private static void Restarting(StringBuilder text, UnitNeeds needs)
    {
        text.Append("WatchdogSec=60s\nRestart=on-failure\n");
        // What fails for good must not be tried every two seconds for ever: older ones cannot wait longer each time.
        text.Append(needs.SystemdVersion >= KnowsRestartSteps ? "RestartSec=2s\nRestartSteps=6\nRestartMaxDelaySec=5min\n" : "RestartSec=10s\n");
        text.Append("# A wrong configuration does not mend itself.\nRestartPreventExitStatus=2\nTimeoutStopSec=90s\n# One that hangs does not hear SIGABRT either.\nTimeoutAbortSec=10s\n");
    }

    private static void Directories(StringBuilder text, UnitNeeds needs)
    {
        text.Append("\n# What it may write: its own directories, and the configured stores.\n");
        text.Append("ProtectSystem=strict\nUMask=0077\nRuntimeDirectory=holdfast\nRuntimeDirectoryMode=0750\n");
        var state = needs.Layout.StateDirectory;
        if (state == new ServiceLayout().StateDirectory) text.Append("StateDirectory=holdfast\nStateDirectoryMode=0700\n");
        else text.Append("ReadWritePaths=").Append(Quoted(state)).Append('\n');
        if (needs.LogsToOwnDirectory) text.Append("LogsDirectory=holdfast\nLogsDirectoryMode=0750\n");
        // With a '-' the service starts even while a store is away.
        foreach (var path in needs.WritablePaths) text.Append("ReadWritePaths=").Append(Quoted("-" + path)).Append('\n');
    }

    private static void Powers(StringBuilder text)
    {
        var capabilities = string.Join(' ', Capabilities.OfService);
        text.Append("\n# What it may do to files of others: give them to their owner, set their modes and times, enter any directory, keep setgid.\n");
        text.Append("CapabilityBoundingSet=").Append(capabilities).Append("\nAmbientCapabilities=").Append(capabilities).Append("\nNoNewPrivileges=yes\n");
    }

    private static void Walls(StringBuilder text, UnitNeeds needs)
    {
        text.Append("\n# Everything else is out of reach.\n");
        text.Append("ProtectHome=").Append(needs.Needs("/home", "/root", "/run/user") ? "read-only" : "yes").Append('\n');
        text.Append("PrivateTmp=").Append(needs.Needs("/tmp", "/var/tmp") ? "no" : "yes").Append('\n');
        text.Append("""
            PrivateDevices=yes
            DevicePolicy=closed

            """);
        Network(text, needs.Network);
        text.Append("""
            ProtectClock=yes
            ProtectControlGroups=yes
            ProtectHostname=yes
            ProtectKernelLogs=yes
            ProtectKernelModules=yes
            ProtectKernelTunables=yes
            ProtectProc=invisible
            LockPersonality=yes
            RestrictNamespaces=yes
            RestrictRealtime=yes
            RemoveIPC=yes
            KeyringMode=private
            SystemCallArchitectures=native
            SystemCallFilter=@system-service
            SystemCallFilter=~@resources
            # .NET does not start without the first; the others are for nice and io-priority.
            SystemCallFilter=sched_setaffinity setpriority ioprio_set
            SystemCallErrorNumber=EPERM
            # Not used: RestrictSUIDSGID= (it would refuse to keep the setgid bit of directories) and
            # MemoryDenyWriteExecute= (.NET compiles while it runs).
            Environment=DOTNET_EnableDiagnostics=0 DOTNET_NOLOGO=1

            """);
    }

    // The server, and whatever tells others what happened, need as much of the network as the configuration says, and no more.
    private static void Network(StringBuilder text, NetworkReach reach) => text.Append(reach switch
    {
        NetworkReach.None => "PrivateNetwork=yes\nIPAddressDeny=any\nRestrictAddressFamilies=AF_UNIX\n",
        NetworkReach.Loopback => "IPAddressDeny=any\nIPAddressAllow=localhost\nRestrictAddressFamilies=AF_UNIX AF_INET AF_INET6\n",
        _ => "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6\n",
    });

    // A command line knows variables, which paths elsewhere do not.
    private static string Word(string word) => Quoted(word).Replace("$", "$$", StringComparison.Ordinal);

    /// <summary>A path as systemd reads it: quoted where needed, specifiers switched off.</summary>
    public static string Quoted(string word)
    {
        var plain = word.Replace("%", "%%", StringComparison.Ordinal);
        if (plain.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+,:@%$=".Contains(c, StringComparison.Ordinal) || c > 0x7f)) return plain;
        var text = new StringBuilder("\"");
        foreach (var c in plain)
        {
            if (c is '"' or '\\') text.Append('\\').Append(c);
            else if (c < ' ' || c == 0x7f) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else text.Append(c);
        }
        return text.Append('"').ToString();
    }
}
