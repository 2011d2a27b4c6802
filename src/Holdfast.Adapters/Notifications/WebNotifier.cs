using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Notifications;

/// <summary>A request to a web address: ours, signed, or in the form of a service.</summary>
internal sealed class WebNotifier(NotifierSettings settings, TimeProvider time) : INotifier
{
    private readonly WebCaller _web = new(time);

    /// <inheritdoc/>
    public async Task SendAsync(Notice notice, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(settings.Url, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http")) throw new NotifyException("its url is no web address", isPermanent: true);
        var (body, type, headers) = ChatBodies.Of(settings.Kind, notice);
        if (settings.Token is { } token) headers["Authorization"] = $"Bearer {token}";
        headers["X-Holdfast-Delivery"] = notice.Id;
        await _web.PostAsync(new WebCall(url, body, type, headers, settings.Secret), cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => _web.Dispose();
}
