using System.Net;
using Holdfast.Daemon.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Holdfast.Daemon.Api;

/// <summary>Serves the API. Of the web framework only what it needs is loaded: the daemon has other things to do.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private const long MostBody = 4 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly WebApplication _app;
    private readonly ApiParts _parts;

    private ApiServer(WebApplication app, ApiParts parts) => (_app, _parts) = (app, parts);

    /// <summary>The addresses it serves, such as <c>http://127.0.0.1:8080</c>.</summary>
    public IReadOnlyCollection<string> Urls => [.. _app.Urls];

    /// <summary>Every route, for those who look them over.</summary>
    public IReadOnlyList<Endpoint> Endpoints => [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints)];

    /// <summary>What it is made of, for those who look it over.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Begins to serve.</summary>
    /// <param name="server">Where and how.</param>
    /// <param name="parts">What routes work with.</param>
    /// <param name="more">Adds to the services; null for nothing.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="IOException">The address is in use, or cannot be used, or the certificate cannot be.</exception>
    public static async Task<ApiServer> StartAsync(ServerConfig server, ApiParts parts, Action<IServiceCollection>? more, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "holdfast", ContentRootPath = "/", EnvironmentName = Environments.Production });
        var certificates = server.Https == HttpsRule.Off ? null : new Certificates(server, parts.Services.Config.StateDirectory, parts.Services.Time);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, server, certificates));
        if (certificates is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, GuestLifetime>();
        builder.Services.Configure<JsonOptions>(options => ApiOptions.Apply(options.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Patience);
        more?.Invoke(builder.Services);
        var app = builder.Build();
        var served = new ApiServer(app, parts);
        var (problems, gatekeeper, gate) = (new Problems(parts.Services.Log), new Gatekeeper(server), new RoleGate(parts));
        app.Use((context, next) => problems.InvokeAsync(context, next));
        app.Use((context, next) => gatekeeper.InvokeAsync(context, next));
        app.UseRouting();
        app.Use((context, next) => gate.InvokeAsync(context, next));
        var dashboard = new Dashboard(typeof(ApiServer).Assembly);
        app.Use((context, next) => dashboard.InvokeAsync(context, next));
        Routes.Map(app, parts);
        try { await app.StartAsync(cancellation); }
        catch
        {
            await served.DisposeAsync();
            throw;
        }
        return served;
    }

    /// <summary>Where the first account is made, with the code that is asked for; null when there is an account.</summary>
    public async Task<string?> SetupUrlAsync(CancellationToken cancellation) =>
        (await _parts.Services.State.Access.UsersAsync(cancellation)).Count > 0 ? null : $"{Urls.First()}/setup#{_parts.SetupCode.Read()}";

    /// <summary>Serves no more, and ends what was begun for clients.</summary>
    public async ValueTask DisposeAsync()
    {
        await _parts.DisposeAsync();
        await _app.DisposeAsync();
    }

    private static void Listen(KestrelServerOptions kestrel, ServerConfig server, Certificates? certificates)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MostBody;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
        kestrel.Listen(new IPEndPoint(server.Listen.Address!, server.Listen.Port), address =>
        {
            if (certificates is not null) address.UseHttps(certificates.Options);
        });
    }

    /// <summary>The daemon has the signals and says when it ends: the framework takes neither.</summary>
    private sealed class GuestLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
