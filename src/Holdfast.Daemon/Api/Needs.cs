using Holdfast.Daemon.Accounts;
using Microsoft.AspNetCore.Builder;

namespace Holdfast.Daemon.Api;

/// <summary>What a route asks of whoever comes; a route that says nothing lets nobody in.</summary>
/// <param name="Role">The least role; null for none: everybody may.</param>
internal sealed record Needs(Role? Role);

/// <summary>How routes say what they need.</summary>
internal static class NeedsForms
{
    /// <summary>The route is for those with a role, and those above.</summary>
    public static TBuilder Needs<TBuilder>(this TBuilder route, Role role) where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new Needs(role));

    /// <summary>The route is for everybody: it tells nothing that is not public, or asks for a proof of its own.</summary>
    public static TBuilder NeedsNothing<TBuilder>(this TBuilder route) where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new Needs(null));
}
