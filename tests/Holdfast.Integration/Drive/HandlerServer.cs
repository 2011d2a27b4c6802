using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Integration.Drive;

/// <summary>Puts a fake of a server, which lives inside the process, behind a real socket of this machine.</summary>
internal sealed class HandlerServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _server;

    private HandlerServer(WebApplication app, HttpMessageInvoker server, string address) => (_app, _server, Address) = (app, server, address);

    /// <summary>Where it is reached, without a slash at its end.</summary>
    public string Address { get; }

    public int Port => new Uri(Address).Port;

    /// <summary>Starts one on a free port.</summary>
    /// <param name="handler">Answers requests; what it throws breaks the connection.</param>
    /// <param name="certificate">With which it speaks TLS; null for plain HTTP.</param>
    public static async Task<HandlerServer> StartAsync(HttpMessageHandler handler, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(options =>
        {
            options.AllowSynchronousIO = true;
            options.Limits.MaxRequestBodySize = null;
            options.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (certificate is not null) listen.UseHttps(certificate);
            });
        });
        var app = builder.Build();
        var server = new HttpMessageInvoker(handler);
        app.Run(context => AnswerAsync(context, server));
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new HandlerServer(app, server, address.TrimEnd('/'));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _server.Dispose();
    }

    private static async Task AnswerAsync(HttpContext context, HttpMessageInvoker server)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), $"{context.Request.Scheme}://{context.Request.Host}{context.Features.Get<IHttpRequestFeature>()!.RawTarget}");
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        request.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in context.Request.Headers)
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray())) request.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
        HttpResponseMessage answer;
        try { answer = await server.SendAsync(request, context.RequestAborted); }
        catch (Exception e) when (e is HttpRequestException or TimeoutException)
        {
            context.Abort();
            return;
        }
        using (answer)
        {
            context.Response.StatusCode = (int)answer.StatusCode;
            foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers)) context.Response.Headers[name] = values.ToArray();
            if (context.Request.Method == "HEAD" || (int)answer.StatusCode is 204 or 304) return;
            var content = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
            context.Response.ContentLength = content.Length;
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
        }
    }
}
