using Holdfast.Contracts.Api;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Commands;
using Holdfast.Engine.Seams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>The channels by which people are told.</summary>
internal static class NotificationsApi
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts)
    {
        api.MapGet("/notifications", (CancellationToken cancellation) => ListAsync(parts, cancellation)).Needs(Role.Viewer)
            .WithSummary("The channels, with what they are still to be told.");
        api.MapPost("/notifications/test", (ChannelChoice choice, CancellationToken cancellation) => TestAsync(parts, choice, cancellation)).Needs(Role.Operator)
            .WithSummary("Tells a channel that it works, or says why it does not.");
    }

    private static async Task<Listing<ChannelRow>> ListAsync(ApiParts parts, CancellationToken cancellation)
    {
        var waiting = (await parts.Services.State.Alerts.WaitingAsync(cancellation)).ToLookup(message => message.Channel, StringComparer.Ordinal);
        return new Listing<ChannelRow>
        {
            Items = [.. parts.Services.Config.Notifications.Channels.Select(channel => new ChannelRow
            {
                Name = channel.Name,
                Kind = Rows.Word(channel.Kind),
                Waiting = waiting[channel.Name].Count(),
                Error = waiting[channel.Name].Select(message => message.Error).LastOrDefault(error => error is not null),
            })],
        };
    }

    private static async Task<ChannelTest> TestAsync(ApiParts parts, ChannelChoice choice, CancellationToken cancellation)
    {
        var channel = parts.Services.Config.Notifications.Find(choice.Channel) ?? throw ApiException.NotFound("there is no channel of that name");
        try { await parts.Services.Alerts.TestAsync(channel, cancellation); }
        catch (NotifyException e) { return new ChannelTest { Channel = channel.Name, Message = e.Message }; }
        return new ChannelTest { Channel = channel.Name, Told = true };
    }
}
