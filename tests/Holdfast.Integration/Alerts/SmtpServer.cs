using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Holdfast.TestKit;

namespace Holdfast.Integration.Alerts;

/// <summary>A real mail server (aiosmtpd) on a free port, with a certificate of an authority of its own.</summary>
internal sealed class SmtpServer : IDisposable
{
    private readonly Process _process;

    private SmtpServer(Process process, string directory, int port) => (_process, Directory, Port) = (process, directory, port);

    public string Directory { get; }

    public int Port { get; }

    /// <summary>The authority's certificate, as PEM.</summary>
    public string Authority => Path.Combine(Directory, "ca.pem");

    /// <summary>What it was sent, and who tried to sign in.</summary>
    public IReadOnlyList<JsonElement> Seen(string what) =>
        !File.Exists(Path.Combine(Directory, "mail.jsonl")) ? []
            : [.. File.ReadAllLines(Path.Combine(Directory, "mail.jsonl")).Select(line => JsonSerializer.Deserialize<JsonElement>(line)).Where(one => one.GetProperty("what").GetString() == what)];

    /// <summary>Starts one.</summary>
    public static async Task<SmtpServer> StartAsync(string directory, params string[] options)
    {
        Assert.SkipUnless(System.IO.Directory.Exists("/usr/lib/python3/dist-packages/aiosmtpd"), "needs python3-aiosmtpd");
        System.IO.Directory.CreateDirectory(directory);
        MakeCertificates(directory);
        var script = Path.Combine(Path.GetDirectoryName(Here())!, "smtp-server.py");
        var process = Process.Start(new ProcessStartInfo("/usr/bin/python3", [script, directory, .. options]) { RedirectStandardOutput = true })!;
        var line = process.StandardOutput.ReadLineAsync();
        await Eventually.SoonAsync(line, "the mail server to start");
        return new SmtpServer(process, directory, int.Parse((await line)!, System.Globalization.CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        _process.Kill();
        _process.Dispose();
    }

    private static void MakeCertificates(string directory)
    {
        var (from, until) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = new CertificateRequest("CN=Test authority", authorityKey, HashAlgorithmName.SHA256);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var above = authority.CreateSelfSigned(from, until);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var own = request.Create(above, from, until, [1, 2, 3, 4]);
        File.WriteAllText(Path.Combine(directory, "ca.pem"), above.ExportCertificatePem());
        File.WriteAllText(Path.Combine(directory, "server.pem"), $"{own.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }

    private static string Here([CallerFilePath] string path = "") => path;
}
