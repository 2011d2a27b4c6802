using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Bench;

/// <summary>A Ceph 16 on loopback that keeps everything in memory, as the tests start it, and how both sides reach it.</summary>
internal sealed class S3Server : IDisposable
{
    private readonly string _script;
    private readonly string _directory;
    private int _buckets;

    public S3Server(Lab lab)
    {
        _script = Path.Combine(Servers.Root, "tests", "servers", "s3-ceph.sh");
        _directory = Path.Combine(lab.Options.Work, "ceph");
        // The servers keep its output open: it goes to a file, and only the command's end is waited for.
        Shell.Run($"{_script} start {_directory} {Servers.FreePorts(31)} > {_directory}.started 2> {_directory}.errors");
        Endpoint = File.ReadAllText($"{_directory}.started").Trim().Split('\n')[^1];
        Rclone = Servers.RcloneConfig(lab, "s3", $"""
            type = s3
            provider = Ceph
            endpoint = {Endpoint}
            access_key_id = holdfast-test
            secret_access_key = holdfast-test-secret
            """);
    }

    public string Endpoint { get; }

    /// <summary>The rclone program with its configuration; the remote is called <c>s3</c>.</summary>
    public string Rclone { get; }

    /// <summary>A new bucket.</summary>
    public string Bucket()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"bench-{++_buckets}");
        Shell.Run($"{Rclone} mkdir s3:{name}");
        return name;
    }

    /// <summary>Empties a bucket, and lets the server give the room back before the next measurement.</summary>
    public void Empty(string bucket) =>
        Shell.Run($"{Rclone} delete --transfers 16 --checkers 16 s3:{bucket} && CEPH_CONF={_directory}/ceph.conf radosgw-admin gc process --include-all");

    public void Dispose() => Shell.Run($"{_script} stop {_directory} && rm -rf {_directory}");
}

/// <summary>An OpenSSH server on loopback with keys of its own, and how the three reach it.</summary>
internal sealed class SshServer : IDisposable
{
    private readonly Process _server;

    public SshServer(Lab lab)
    {
        var directory = Path.Combine(lab.Options.Work, "ssh");
        var port = Servers.FreePorts(1);
        Shell.Run($"rm -rf {directory} && mkdir -p -m 0700 {directory} /run/sshd && cd {directory} && for key in host user; do ssh-keygen -q -t ed25519 -N '' -f $key; done && cp user.pub authorized && echo \"[127.0.0.1]:{port} $(cat host.pub)\" > known");
        File.WriteAllText(Path.Combine(directory, "sshd_config"), $"""
            ListenAddress 127.0.0.1
            Port {port}
            HostKey {directory}/host
            AuthorizedKeysFile {directory}/authorized
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            PermitRootLogin prohibit-password
            MaxStartups 100
            Subsystem sftp internal-sftp

            """);
        ConfigFile = Path.Combine(directory, "ssh_config");
        File.WriteAllText(ConfigFile, $"""
            Host nas
              HostName 127.0.0.1
              Port {port}
              User root
              IdentityFile {directory}/user
              IdentitiesOnly yes
              UserKnownHostsFile {directory}/known

            """);
        Rclone = Servers.RcloneConfig(lab, "nas", $"""
            type = sftp
            host = 127.0.0.1
            port = {port}
            user = root
            key_file = {directory}/user
            known_hosts_file = {directory}/known
            shell_type = unix
            """);
        _server = Process.Start(new ProcessStartInfo("/usr/sbin/sshd", ["-D", "-E", $"{directory}/log", "-f", $"{directory}/sshd_config"]))!;
        Shell.Run($"for i in $(seq 100); do ssh -F {ConfigFile} nas true 2>/dev/null && exit; sleep 0.1; done; exit 1");
    }

    public string ConfigFile { get; }

    /// <summary>The rclone program with its configuration; the remote is called <c>nas</c>.</summary>
    public string Rclone { get; }

    public void Dispose()
    {
        _server.Kill(entireProcessTree: true);
        _server.WaitForExit();
        _server.Dispose();
    }
}

/// <summary>What servers of comparisons have in common.</summary>
internal static class Servers
{
    public static string Root
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Holdfast.slnx"))) return folder.FullName;
            }
            throw new InvalidOperationException($"no Holdfast.slnx above {AppContext.BaseDirectory}");
        }
    }

    /// <summary>Ports of loopback in a row that nobody has.</summary>
    public static int FreePorts(int count)
    {
        for (var first = 24000 + Environment.ProcessId % 100 * 40; ; first += 40)
        {
            try
            {
                for (var port = first; port < first + count; port++)
                {
                    using var listener = new TcpListener(IPAddress.Loopback, port);
                    listener.Start();
                }
                return first;
            }
            catch (SocketException) when (first < 60000) { /* the next ones */ }
        }
    }

    /// <summary>The rclone program with one remote.</summary>
    public static string RcloneConfig(Lab lab, string remote, string lines)
    {
        var file = Path.Combine(lab.Options.Work, $"rclone-{remote}.conf");
        File.WriteAllText(file, $"[{remote}]\n{lines}\n");
        // A bundle of certificates said there makes rclone refuse every S3 server.
        return $"env -u AWS_CA_BUNDLE rclone --config {file}";
    }
}
