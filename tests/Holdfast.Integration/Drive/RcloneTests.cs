using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Holdfast.TestKit;
using Holdfast.TestKit.Clouds.Drive;

namespace Holdfast.Integration.Drive;

/// <summary>
/// The emulator judged by a client that others wrote for the real server: rclone reaches it under Google's own names, through a proxy, with
/// a certificate that it is told to believe.
/// </summary>
[Trait("lane", "slow")]
public sealed class RcloneTests : IAsyncLifetime
{
    private readonly TempDirectory _place = new();
    private readonly FakeDrive _drive = new(TimeProvider.System);
    private HandlerServer? _server;
    private TcpListener? _proxy;
    private readonly CancellationTokenSource _stop = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using var key = RSA.Create(2048);
        var authority = new CertificateRequest("CN=Test authority", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var issuer = authority.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
        using var own = RSA.Create(2048);
        var request = new CertificateRequest("CN=www.googleapis.com", own, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        foreach (var name in new[] { "www.googleapis.com", "oauth2.googleapis.com" }) names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var made = request.Create(issuer, issuer.NotBefore, issuer.NotAfter, [1, 2, 3, 4]);
        using var both = made.CopyWithPrivateKey(own);
        var certificate = X509CertificateLoader.LoadPkcs12(both.Export(X509ContentType.Pkcs12), null);
        File.WriteAllText(Path.Combine(_place.Path, "ca.pem"), issuer.ExportCertificatePem());
        _server = await HandlerServer.StartAsync(_drive, certificate);
        _drive.BaseUrl = "https://www.googleapis.com";
        _proxy = new TcpListener(IPAddress.Loopback, 0);
        _proxy.Start();
        _ = ProxyAsync();
        File.WriteAllText(Path.Combine(_place.Path, "rclone.conf"), $$"""
            [gd]
            type = drive
            client_id = {{FakeDrive.ClientId}}
            client_secret = {{FakeDrive.ClientSecret}}
            scope = drive
            token = {"access_token":"{{_drive.Token()}}","token_type":"Bearer","refresh_token":"{{_drive.Grant()}}","expiry":"2199-01-01T00:00:00Z"}
            """);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _proxy?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        _place.Dispose();
        _stop.Dispose();
    }

    [Fact]
    [Trait("row", "D1")]
    public async Task Rclone_writes_lists_compares_moves_and_reads_what_it_finds_there()
    {
        var source = _place.Make("source");
        Directory.CreateDirectory(Path.Combine(source, "d/e"));
        File.WriteAllText(Path.Combine(source, "d/e/small"), "content");
        File.WriteAllText(Path.Combine(source, "it's odd"), "1");
        File.WriteAllBytes(Path.Combine(source, "large"), RandomNumberGenerator.GetBytes(20 << 20));
        await RcloneAsync("copy", source, "gd:kept", "--drive-chunk-size", "8M", "--drive-upload-cutoff", "8M");
        Assert.NotNull(_drive.Find("kept/d/e/small"));
        await RcloneAsync("check", source, "gd:kept");
        Assert.Equal(["d/e/small", "it's odd", "large"], (await RcloneAsync("lsf", "-R", "--files-only", "gd:kept")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal));
        await RcloneAsync("moveto", "gd:kept/large", "gd:kept/d/larger");
        Assert.NotNull(_drive.Find("kept/d/larger"));
        await RcloneAsync("deletefile", "gd:kept/it's odd");
        Assert.Null(_drive.Find("kept/it's odd"));

        _drive.AddDocument("Letter", parent: _drive.Find("kept")!);
        var back = _place.Make("back");
        await RcloneAsync("copy", "gd:kept", back);
        Assert.Equal("content", File.ReadAllText(Path.Combine(back, "d/e/small")));
        Assert.True(File.Exists(Path.Combine(back, "Letter.docx")));
        Assert.Equal(File.ReadAllBytes(Path.Combine(source, "large")), File.ReadAllBytes(Path.Combine(back, "d/larger")));
        Assert.Contains("\"total\"", await RcloneAsync("about", "gd:", "--json"), StringComparison.Ordinal);
    }

    private async Task<string> RcloneAsync(params string[] arguments)
    {
        var info = new ProcessStartInfo("rclone", [.. arguments, "--config", Path.Combine(_place.Path, "rclone.conf"), "--ca-cert", Path.Combine(_place.Path, "ca.pem"), "--retries", "1", "--drive-pacer-min-sleep", "1ms"]) { RedirectStandardError = true, RedirectStandardOutput = true };
        (info.Environment["HTTPS_PROXY"], info.Environment["HOME"]) = ($"http://127.0.0.1:{((IPEndPoint)_proxy!.LocalEndpoint).Port}", _place.Path);
        foreach (var name in new[] { "NO_PROXY", "no_proxy", "https_proxy", "AWS_CA_BUNDLE" }) info.Environment.Remove(name);
        Process? started = null;
        try { started = Process.Start(info); }
        catch (System.ComponentModel.Win32Exception) { Assert.Skip("rclone is not installed"); }
        using var process = started!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        await Eventually.SoonAsync(process.WaitForExitAsync(Cancellation), $"rclone {arguments[0]}");
        Assert.True(process.ExitCode == 0, $"rclone {string.Join(' ', arguments)}: {await error}\n{string.Join('\n', _drive.Asked.TakeLast(5))}");
        return await output;
    }

    // Whatever host is asked for, the emulator answers.
    private async Task ProxyAsync()
    {
        try
        {
            while (true) _ = CarryAsync(await _proxy!.AcceptTcpClientAsync(_stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var from = client;
        using var to = new TcpClient();
        try
        {
            var stream = from.GetStream();
            var head = new StringBuilder();
            var one = new byte[1];
            while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, _stop.Token) > 0) head.Append((char)one[0]);
            await to.ConnectAsync(IPAddress.Loopback, _server!.Port, _stop.Token);
            await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), _stop.Token);
            await Task.WhenAny(stream.CopyToAsync(to.GetStream(), _stop.Token), to.GetStream().CopyToAsync(stream, _stop.Token));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // One of both ends has gone.
        }
    }
}
