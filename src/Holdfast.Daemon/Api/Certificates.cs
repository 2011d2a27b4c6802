using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Holdfast.Daemon.Configuration;
using Holdfast.State;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Holdfast.Daemon.Api;

/// <summary>The certificate HTTPS is spoken with: the configured one, or one that is made here and kept in the state directory.</summary>
internal sealed class Certificates
{
    /// <summary>Name of the file of the certificate that is made here.</summary>
    public const string FileName = "tls.crt";

    private const string KeyName = "tls.key";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private static readonly TimeSpan Valid = TimeSpan.FromDays(825);
    private static readonly TimeSpan RenewedBefore = TimeSpan.FromDays(30);
    private static readonly TimeSpan LookedAtEvery = TimeSpan.FromMinutes(1);

    private readonly ServerConfig _server;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private readonly string _certificateFile;
    private readonly string _keyFile;
    private X509Certificate2 _current;
    private DateTime _written;
    private long _lookedAt;

    /// <summary>Loads the certificate, or makes one.</summary>
    /// <exception cref="IOException">It cannot be read, or others can read its key.</exception>
    /// <exception cref="CryptographicException">It is none.</exception>
    public Certificates(ServerConfig server, string stateDirectory, TimeProvider time)
    {
        (_server, _time) = (server, time);
        var isOwn = server.Https == HttpsRule.SelfMade;
        _certificateFile = isOwn ? Path.Combine(stateDirectory, FileName) : server.Certificate!;
        _keyFile = isOwn ? Path.Combine(stateDirectory, KeyName) : server.Key!;
        if (isOwn && !IsGood()) Make();
        (_current, Chain) = Load();
        (_written, _lookedAt) = (File.GetLastWriteTimeUtc(_certificateFile), time.GetTimestamp());
    }

    /// <summary>The certificates above it.</summary>
    public X509Certificate2Collection Chain { get; }

    /// <summary>What the server needs to speak HTTPS.</summary>
    public HttpsConnectionAdapterOptions Options => new() { ServerCertificateSelector = (_, _) => Current(), ServerCertificateChain = Chain };

    // A certificate that was renewed in its file is taken without a new start; one that cannot be read leaves the former.
    private X509Certificate2 Current()
    {
        lock (_gate)
        {
            if (_time.GetElapsedTime(_lookedAt) < LookedAtEvery) return _current;
            _lookedAt = _time.GetTimestamp();
            var written = File.GetLastWriteTimeUtc(_certificateFile);
            if (written == _written) return _current;
            try { (_current, _written) = (Load().Certificate, written); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException) { /* half written: looked at again in a minute */ }
            return _current;
        }
    }

    private (X509Certificate2 Certificate, X509Certificate2Collection Above) Load()
    {
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(_keyFile) & Others) != 0) throw new IOException($"{_keyFile} can be read by others: chmod o= {_keyFile}");
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(_certificateFile);
        var above = new X509Certificate2Collection(all.Skip(1).ToArray());
        return (X509Certificate2.CreateFromPemFile(_certificateFile, _keyFile), above);
    }

    private bool IsGood()
    {
        if (!File.Exists(_certificateFile) || !File.Exists(_keyFile)) return false;
        using var known = X509Certificate2.CreateFromPem(File.ReadAllText(_certificateFile));
        return known.NotAfter.ToUniversalTime() > (_time.GetUtcNow() + RenewedBefore).UtcDateTime && Names().All(name => known.MatchesHostname(name));
    }

    private void Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Holdfast", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in Names())
        {
            if (IPAddress.TryParse(name, out var address)) names.AddIpAddress(address);
            else names.AddDnsName(name);
        }
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        var now = _time.GetUtcNow();
        using var made = request.CreateSelfSigned(now - TimeSpan.FromHours(1), now + Valid);
        WholeFile.Write(_keyFile, Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem() + "\n"), OwnerOnly);
        WholeFile.Write(_certificateFile, Encoding.ASCII.GetBytes(made.ExportCertificatePem() + "\n"), OwnerOnly);
    }

    private IEnumerable<string> Names()
    {
        IEnumerable<string> own = ["localhost", "127.0.0.1", "::1"];
        var address = _server.Listen.Address!;
        return own.Concat(address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? [] : [address.ToString()]).Concat(_server.Hosts).Distinct(StringComparer.OrdinalIgnoreCase);
    }
}
