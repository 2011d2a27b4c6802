using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Holdfast.Adapters.Files;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>
/// Where rclone listens for us alone: on a Unix socket in a directory of ours, or, for programs that know no such sockets, on a port of the
/// loopback with a name and a password made for this start and a certificate that only it has the key of, so that nobody who takes the port
/// over after its end is spoken to.
/// </summary>
internal sealed class RcloneAddress : IDisposable
{
    private const string SocketName = "rc";
    private const string CertificateName = "certificate";
    private const string KeyName = "key";
    private readonly PrivateDirectory _directory;
    private readonly byte[]? _certificate;
    private readonly string _user = RandomNumberGenerator.GetHexString(16, lowercase: true);
    private readonly string _password = RandomNumberGenerator.GetHexString(48, lowercase: true);

    private RcloneAddress(PrivateDirectory directory, byte[]? certificate) => (_directory, _certificate) = (directory, certificate);

    /// <summary>Whether it is a Unix socket.</summary>
    public bool IsSocket => _certificate is null;

    /// <summary>Makes a place for it.</summary>
    /// <param name="isSocket">Whether the program knows Unix sockets.</param>
    /// <param name="now">The time.</param>
    public static RcloneAddress Make(bool isSocket, DateTimeOffset now)
    {
        var directory = PrivateDirectory.Make();
        try { return new RcloneAddress(directory, isSocket ? null : Certify(directory, now)); }
        catch
        {
            directory.Dispose();
            throw;
        }
    }

    /// <summary>What the program is told of it. The environment of a process can be read by its owner alone.</summary>
    public IEnumerable<KeyValuePair<string, string>> Words()
    {
        // Without a password most of what we ask for is refused, also on a socket.
        yield return new("RCLONE_RC_USER", _user);
        yield return new("RCLONE_RC_PASS", _password);
        yield return new("RCLONE_RC_ADDR", IsSocket ? $"unix://{_directory.PathOf(SocketName)}" : "127.0.0.1:0");
        if (IsSocket) yield break;
        yield return new("RCLONE_RC_CERT", _directory.PathOf(CertificateName));
        yield return new("RCLONE_RC_KEY", _directory.PathOf(KeyName));
    }

    /// <summary>Forgets what the program has read by now.</summary>
    public void Settle()
    {
        if (IsSocket) return;
        _directory.Remove(CertificateName);
        _directory.Remove(KeyName);
    }

    /// <summary>Speaks to the program.</summary>
    /// <param name="port">The port it has taken; 0 for a socket.</param>
    public HttpClient Connect(int port)
    {
        var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false };
        if (IsSocket) handler.ConnectCallback = ConnectAsync;
        else handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null && shown.GetRawCertData().AsSpan().SequenceEqual(_certificate) };
        var client = new HttpClient(handler) { BaseAddress = new Uri(IsSocket ? "http://rclone/" : FormattableString.Invariant($"https://127.0.0.1:{port}/")), Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.ASCII.GetBytes($"{_user}:{_password}")));
        return client;
    }

    /// <inheritdoc/>
    public void Dispose() => _directory.Dispose();

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_directory.PathOf(SocketName)), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static byte[] Certify(PrivateDirectory directory, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=rclone of Holdfast", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(now - TimeSpan.FromDays(1), now + TimeSpan.FromDays(3650));
        directory.Write(KeyName, key.ExportPkcs8PrivateKeyPem() + "\n");
        directory.Write(CertificateName, made.ExportCertificatePem() + "\n");
        return made.GetRawCertData();
    }
}
