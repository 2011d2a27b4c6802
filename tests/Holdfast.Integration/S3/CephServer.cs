using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Integration.S3;

/// <summary>A Ceph on loopback that lives as long as the tests that share it.</summary>
public abstract class CephServer : IAsyncLifetime
{
    private const int Ports = 31;
    private const int Tries = 3;
    private const int NotHere = 77;
    private static int _started;
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"holdfast-ceph-{Environment.ProcessId}-{Guid.CreateVersion7():N}");
    private string? _reason;
    private bool _isOurs;

    /// <summary>Where it answers.</summary>
    public string Endpoint { get; private set; } = "";

    /// <summary>The script that starts it.</summary>
    protected abstract string Script { get; }

    /// <summary>Why it cannot be had here; null when it can.</summary>
    protected abstract string? Missing();

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        // Whoever works on this store keeps a server running and names it.
        if (Environment.GetEnvironmentVariable($"HOLDFAST_TEST_{GetType().Name.ToUpperInvariant()}") is { Length: > 0 } running)
        {
            Endpoint = running;
            return;
        }
        _reason = Missing();
        if (_reason is not null) return;
        _isOurs = true;
        var (code, text) = (1, "");
        for (var tries = 0; code != 0 && tries < Tries; tries++)
        {
            if (tries > 0) await EndAsync();
            (code, text) = await RunAsync("start", _directory, FreePorts().ToString(System.Globalization.CultureInfo.InvariantCulture));
            // Ports are free until another process takes them.
            if (!text.Contains("Address already in use", StringComparison.Ordinal)) break;
        }
        if (code == NotHere) _reason = text.Trim();
        else if (code != 0) throw new InvalidOperationException($"{Script} ended with {code}: {text}");
        else Endpoint = text.Trim().Split('\n')[^1];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isOurs) await EndAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Skips the test where the server cannot be had.</summary>
    public void Need() => Assert.SkipWhen(_reason is not null, _reason ?? "");

    /// <summary>Whether a program is on the path.</summary>
    protected static bool Has(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin").Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string Root
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

    private async Task EndAsync()
    {
        await RunAsync("stop", _directory);
        if (Directory.Exists(_directory)) Directory.Delete(_directory, true);
    }

    // Each server of this process begins elsewhere: the ports of one that is about to start look free to the next.
    private static int FreePorts()
    {
        for (var first = 21000 + Environment.ProcessId % 40 * 200 + Interlocked.Increment(ref _started) % 5 * 40; ; first += 200)
        {
            try
            {
                for (var port = first; port < first + Ports; port++)
                {
                    using var listener = new TcpListener(IPAddress.Loopback, port);
                    listener.Start();
                }
                return first;
            }
            catch (SocketException) when (first < 60000) { /* the next ones */ }
        }
    }

    private async Task<(int Code, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(Root, "tests", "servers", Script));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        // The servers inherit the error stream and keep it open: only the first lines matter.
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        var output = process.ExitCode == 0 ? await process.StandardOutput.ReadLineAsync() ?? "" : await errors;
        return (process.ExitCode, output);
    }
}

/// <summary>Ceph 16, as an older server: it knows neither checksums nor all conditions.</summary>
public sealed class OldCeph : CephServer
{
    protected override string Script => "s3-ceph.sh";

    protected override string? Missing() => Has("radosgw") && Has("ceph-mon") && Has("ceph-osd") && Has("curl") ? null : "needs radosgw, ceph-mon, ceph-osd, ceph-common and curl";
}

/// <summary>Ceph 20, as a server of today.</summary>
public sealed class NewCeph : CephServer
{
    protected override string Script => "s3-ceph20.sh";

    protected override string? Missing() => Has("debootstrap") && Environment.IsPrivilegedProcess ? null : "needs root and debootstrap";
}
