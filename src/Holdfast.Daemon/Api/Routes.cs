using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>Every route there is.</summary>
internal static class Routes
{
    /// <summary>Adds them.</summary>
    public static void Map(IEndpointRouteBuilder root, ApiParts parts)
    {
        var api = root.MapGroup("/api/v1");
        SessionApi.Map(api, parts);
        StatusApi.Map(api, parts);
        JobsApi.Map(api, parts);
        RunsApi.Map(api, parts);
        StoresApi.Map(api, parts);
        ConnectApi.Map(api, parts);
        FilesApi.Map(api, parts);
        FindingsApi.Map(api, parts);
        EventsApi.Map(api, parts);
        ReportsApi.Map(api, parts);
        NotificationsApi.Map(api, parts);
        LogsApi.Map(api, parts);
        SettingsApi.Map(api, parts);
        UsersApi.Map(api, parts);
        CommandsApi.Map(api, parts);
        SupportApi.Map(api, parts);
        SourceApi.Map(root, parts);
        HealthApi.Map(root, parts);
        DocumentApi.Map(root);
    }
}
