using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Daemon.Configuration;
using Holdfast.Tests.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>Nothing that should not be read on the way is sent in the clear.</summary>
[Trait("row", "D13")]
public sealed class HttpsTests
{
    [Fact]
    public async Task A_self_made_certificate_serves_https_and_stays_over_a_new_start()
    {
        await using var stage = await ApiStage.OpenAsync(server => server with { Https = HttpsRule.SelfMade, Hosts = ["nas.example.org"] });
        var file = Path.Combine(stage.Config.StateDirectory, Holdfast.Daemon.Api.Certificates.FileName);
        var before = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        using var kept = X509Certificate2.CreateFromPem(before);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, errors) => shown!.GetCertHashString() == kept.Thumbprint && errors == SslPolicyErrors.RemoteCertificateChainErrors;
        using var client = new HttpClient(handler) { BaseAddress = new Uri(stage.Url) };

        using var answer = await client.GetAsync("/api/health", TestContext.Current.CancellationToken);

        Assert.StartsWith("https://", stage.Url, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.True(kept.MatchesHostname("nas.example.org") && kept.MatchesHostname("localhost") && kept.MatchesHostname("127.0.0.1"));
        _ = new Holdfast.Daemon.Api.Certificates(stage.Config.Server, stage.Config.StateDirectory, stage.Time);
        Assert.Equal(before, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(stage.Config.StateDirectory, "tls.key")));
    }

    [Theory]
    [InlineData("listen: \"0.0.0.0:8080\"", "server.listen")]
    [InlineData("listen: \"*:8080\"", "server.listen")]
    [InlineData("listen: \"[::]:8080\"", "server.listen")]
    [InlineData("listen: \"192.168.1.2:8080\"", "server.listen")]
    [InlineData("https: certificate", "server.certificate")]
    [InlineData("https: certificate, certificate: c.pem", "server.key")]
    public void What_could_be_overheard_or_cannot_be_served_is_refused(string words, string field)
    {
        var result = Reading.Load($"{Reading.Short}\nserver: {{ {words} }}\n");

        Assert.Contains(result.Errors, error => error.Field == field);
    }

    [Theory]
    [InlineData("listen: \"*:8080\", https: self-made")]
    [InlineData("listen: \"*:8080\", insecure: true")]
    [InlineData("listen: 9000")]
    [InlineData("listen: \"[::1]:9000\"")]
    [InlineData("listen: off")]
    public void What_is_safe_is_taken(string words) => Assert.Empty(Reading.Load($"{Reading.Short}\nserver: {{ {words} }}\n").Errors);
}
