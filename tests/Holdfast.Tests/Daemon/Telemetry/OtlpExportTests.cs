using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Telemetry;
using Holdfast.Engine.Model;
using Holdfast.Tests.Daemon.Api;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Tests.Daemon.Telemetry;

/// <summary>What a collector gets, on a collector of this test's own.</summary>
public sealed class OtlpExportTests
{
    [Fact]
    public async Task A_collector_gets_a_trace_of_each_run_and_the_numbers()
    {
        await using var stage = await ApiStage.OpenAsync();
        var got = new ConcurrentDictionary<string, string>();
        await using var collector = await CollectAsync(got);
        var overview = await stage.Parts.Overview.ReadAsync(TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        var export = new OtlpExport(new Uri(collector.Urls.Single()), _ => ValueTask.FromResult(overview), stage.Time);

        var running = export.RunAsync(stop.Token);
        using (new LiveRuns().Begin(new RunRecord { Id = "run-1", Job = "mirror", Kind = "mirror", Destination = "copy", Started = stage.Time.GetUtcNow() }, new RunProgress())) { /* a run that does nothing */ }
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        export.Dispose();

        Assert.Contains("run mirror", got["/v1/traces"], StringComparison.Ordinal);
        Assert.Contains("holdfast.healthy", got["/v1/metrics"], StringComparison.Ordinal);
    }

    private static async Task<WebApplication> CollectAsync(ConcurrentDictionary<string, string> got)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = "/" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(new IPEndPoint(IPAddress.Loopback, 0)));
        var app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            got[context.Request.Path] = Encoding.Latin1.GetString(body.ToArray());
            context.Response.StatusCode = StatusCodes.Status200OK;
        });
        await app.StartAsync();
        return app;
    }
}
