using System.Net.Sockets;
using System.Runtime.Versioning;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Holdfast.Daemon.Api;

/// <summary>Serves the API, to users of this machine on the control socket and to all others on the network. Of the web framework only what it needs is loaded: the daemon has other things to do.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class ApiServer : IAsyncDisposable
{
    private const long MostBody = 4 << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly WebApplication _app;
    private readonly ApiParts _parts;
    private readonly string _socket;
    private bool _isDisposed;

    private ApiServer(WebApplication app, ApiParts parts, string socket, string? trouble) => (_app, _parts, _socket, Trouble) = (app, parts, socket, trouble);

    /// <summary>The addresses it serves on the network, such as <c>http://127.0.0.1:8080</c>.</summary>
    public IReadOnlyCollection<string> Urls => [.. _app.Urls.Where(url => !url.StartsWith("http://unix:", StringComparison.Ordinal))];

    /// <summary>Why it serves no address though it should; null when it does, or should not.</summary>
    public string? Trouble { get; }

    /// <summary>Every route, for those who look them over.</summary>
    public IReadOnlyList<Endpoint> Endpoints => [.. ((IEndpointRouteBuilder)_app).DataSources.SelectMany(source => source.Endpoints)];

    /// <summary>What it is made of, for those who look it over.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Begins to serve. An address that cannot be served is told by <see cref="Trouble"/>, and leaves the control socket.</summary>
    /// <param name="server">Where and how on the network.</param>
    /// <param name="control">Where on this machine.</param>
    /// <param name="socket">The socket that listens there; the server's from now on.</param>
    /// <param name="parts">What routes work with.</param>
    /// <param name="more">Adds to the services; null for nothing.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<ApiServer> StartAsync(ServerConfig server, ControlRules control, Socket socket, ApiParts parts, Action<IServiceCollection>? more, CancellationToken cancellation)
    {
        var door = NetworkDoor.Open(server, parts.Services.Config.StateDirectory, parts.Services.Time);
        var served = new ApiServer(Build(server, socket, door, parts, more), parts, control.Path, door.Trouble);
        try { await served._app.StartAsync(cancellation); }
        catch
        {
            await served.DisposeAsync();
            door.Dispose();
            socket.Dispose();
            throw;
        }
        return served;
    }

    /// <summary>Where the first account is made, with the code that is asked for; null when there is an account, or nothing is served on the network.</summary>
    public async Task<string?> SetupUrlAsync(CancellationToken cancellation) =>
        Urls.FirstOrDefault() is not { } url || (await _parts.Services.State.Access.UsersAsync(cancellation)).Count > 0 ? null : $"{url}/setup#{_parts.SetupCode.Read()}";

    /// <summary>Serves no more, and ends what was begun for clients, who are told.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        File.Delete(_socket);
        await _parts.DisposeAsync();
        await _app.StopAsync(Patience);
        await _app.DisposeAsync();
    }

    /// <summary>Loads what of the framework takes its time; to be done beside other work. Nothing is served by that.</summary>
    public static async Task LoadAsync()
    {
        await using var app = Empty().Build();
    }

    private static WebApplicationBuilder Empty()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "holdfast", ContentRootPath = "/", EnvironmentName = Environments.Production });
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, GuestLifetime>();
        return builder;
    }

    private static WebApplication Build(ServerConfig server, Socket socket, NetworkDoor door, ApiParts parts, Action<IServiceCollection>? more)
    {
        var builder = Empty();
        builder.WebHost.ConfigureKestrel(kestrel => Listen(kestrel, socket, door, parts));
        if (door.Certificates is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.Configure<SocketTransportOptions>(options => options.CreateBoundListenSocket = place => place is UnixDomainSocketEndPoint ? socket : door.Listener!);
        builder.Services.Configure<JsonOptions>(options => ApiOptions.Apply(options.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Patience);
        more?.Invoke(builder.Services);
        var app = builder.Build();
        var (problems, gatekeeper, gate) = (new Problems(parts.Services.Log), new Gatekeeper(server), new RoleGate(parts));
        app.Use((context, next) => problems.InvokeAsync(context, next));
        app.Use((context, next) => gatekeeper.InvokeAsync(context, next));
        app.UseRouting();
        app.Use((context, next) => gate.InvokeAsync(context, next));
        var dashboard = new Dashboard(typeof(ApiServer).Assembly);
        app.Use((context, next) => dashboard.InvokeAsync(context, next));
        Routes.Map(app, parts);
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, Socket socket, NetworkDoor door, ApiParts parts)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MostBody;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromMinutes(1);
        kestrel.Listen(socket.LocalEndPoint!, place => place.Use(next => connection =>
        {
            connection.Features.Set(LocalPeer.Of(connection, parts.Services.Accounts));
            return next(connection);
        }));
        if (door.Listener is null) return;
        kestrel.Listen(door.Listener.LocalEndPoint!, place =>
        {
            if (door.Certificates is not null) place.UseHttps(door.Certificates.Options);
        });
    }

    /// <summary>The daemon has the signals and says when it ends: the framework takes neither.</summary>
    private sealed class GuestLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
