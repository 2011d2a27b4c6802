using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Holdfast.Adapters;
using Holdfast.Adapters.Settings;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;

namespace Holdfast.Integration.Sftp;

/// <summary>OpenSSH's server on loopback, with a host key, one user's key and an <c>ssh_config</c> of its own.</summary>
public sealed class SshServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/sshd";
    private readonly TempDirectory _directory = new();
    private readonly List<Process> _servers = [];
    private readonly List<int> _ports = [];

    /// <summary>A directory on it.</summary>
    public string Root => Path.Combine(_directory.Path, "files");

    /// <summary>The configuration its clients read: <c>direct</c>, <c>behind</c> (reached over <c>gate</c>), <c>caged</c> (whoever signs in gets SFTP and nothing else) and <c>unknown</c>.</summary>
    public string ConfigFile => Path.Combine(_directory.Path, "ssh_config");

    /// <summary>Starts two of them; the test is skipped when they are not installed, or will not run for us.</summary>
    public async Task StartAsync()
    {
        Assert.SkipUnless(File.Exists(Program), "OpenSSH's server is not installed");
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, for which alone an account to sign in as is known");
        Directory.CreateDirectory("/run/sshd");
        Directory.CreateDirectory(Root);
        foreach (var key in new[] { "host", "user", "caged" }) await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", In(key));
        await File.WriteAllLinesAsync(In("authorized"), [File.ReadAllText(In("user.pub")).Trim(), $"restrict,command=\"internal-sftp\" {File.ReadAllText(In("caged.pub")).Trim()}"]);
        var (gate, behind) = (await StartOneAsync("gate"), await StartOneAsync("behind"));
        await WriteKnownHostsAsync("host.pub", gate, behind);
        await File.WriteAllTextAsync(ConfigFile, $"""
            Host caged
              HostName 127.0.0.1
              Port {gate}
              IdentityFile {In("caged")}
            Host * !caged
              IdentityFile {In("user")}
            Host *
              User root
              IdentitiesOnly yes
              UserKnownHostsFile {In("known")}
              GlobalKnownHostsFile /dev/null
            Host gate direct
              HostName 127.0.0.1
              Port {gate}
            Host behind
              HostName 127.0.0.1
              Port {behind}
              ProxyJump gate
            Host unknown
              HostName localhost
              Port {behind}
            """);
    }

    /// <summary>Makes the known hosts tell another key than the one the servers have.</summary>
    public async Task ForgeKnownHostsAsync()
    {
        await RunAsync("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", In("other"));
        await WriteKnownHostsAsync("other.pub", [.. _ports]);
    }

    /// <summary>Opens a directory of it as the configuration would.</summary>
    public ValueTask<IStore> OpenAsync(string host, bool writable = true) => StoreCatalog.OpenAsync(new StoreSettings
    {
        Name = "nas",
        Kind = "sftp",
        Writable = writable,
        Sftp = new SftpSettings { Host = host, Path = Root, ConfigFile = ConfigFile },
    }, TimeProvider.System, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            server.Dispose();
        }
        _directory.Dispose();
    }

    private string In(string name) => Path.Combine(_directory.Path, name);

    private Task WriteKnownHostsAsync(string key, params int[] ports) =>
        File.WriteAllLinesAsync(In("known"), ports.Select(port => $"[127.0.0.1]:{port} {File.ReadAllText(In(key)).Trim()}"));

    // A port that was free may be taken before the server has it: then another one.
    private async Task<int> StartOneAsync(string name)
    {
        while (true)
        {
            if (await TryStartAsync(name, FreePort()) is { } port) return port;
        }
    }

    private async Task<int?> TryStartAsync(string name, int port)
    {
        await File.WriteAllTextAsync(In(name), $"""
            ListenAddress 127.0.0.1
            Port {port}
            HostKey {In("host")}
            AuthorizedKeysFile {In("authorized")}
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin prohibit-password
            MaxStartups 100
            Subsystem sftp internal-sftp
            """);
        var server = Process.Start(new ProcessStartInfo(Program, ["-D", "-e", "-f", In(name)]) { RedirectStandardError = true })!;
        var told = new List<string>();
        while (await server.StandardError.ReadLineAsync() is { } line)
        {
            told.Add(line);
            if (!line.StartsWith("Server listening on ", StringComparison.Ordinal)) continue;
            // What it says later is nobody's, but must go somewhere.
            _ = server.StandardError.ReadToEndAsync();
            _servers.Add(server);
            _ports.Add(port);
            return port;
        }
        await server.WaitForExitAsync();
        server.Dispose();
        return told.Any(line => line.Contains("Address already in use", StringComparison.Ordinal)) ? null : throw new InvalidOperationException($"the server ended: {string.Join('\n', told)}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task RunAsync(string program, params string[] words)
    {
        using var process = Process.Start(program, words);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
