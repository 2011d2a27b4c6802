using System.Text.Json;
using Holdfast.Contracts.Api;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>The configuration: what holds, and what shall hold.</summary>
internal static class SettingsApi
{
    private const string TakesEffect = "when the daemon is started again; 'systemctl restart holdfast' does it for the service";

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts)
    {
        var file = parts.Settings;
        api.MapGet("/settings", () => Effective(parts.Services.Config)).Needs(Role.Viewer)
            .WithSummary("Every value that holds, with where it was said.");
        api.MapGet("/settings/text", () => Text(file)).Needs(Role.Admin)
            .WithSummary("The configuration's file as it is now; what was changed in it since the daemon began does not hold yet.");
        api.MapPost("/settings/validate", (SettingsDraft draft) => Judge(file.Check(draft.Text))).Needs(Role.Admin)
            .WithSummary("What is wrong with a text that could be the configuration. Nothing is changed.");
        api.MapPut("/settings", (HttpContext context, SettingsChange change) => Change(context, file, change)).Needs(Role.Admin)
            .WithSummary("Saves a new text of the configuration if it is valid; what it replaces stays beside it.");
    }

    private static Settings Effective(HoldfastConfig config)
    {
        using var document = JsonDocument.Parse(ConfigShow.Json(config, hidesAddresses: true));
        return new Settings { File = config.File, Values = document.RootElement.Clone() };
    }

    private static SettingsText Text(SettingsFile file)
    {
        var text = file.Read();
        return new SettingsText { File = file.Path, Text = text, Digest = SettingsFile.Digest(text) };
    }

    private static SettingsAnswer Judge(ConfigResult result) => new()
    {
        IsValid = result.Config is not null,
        Problems = [.. result.Errors.Select(error => Row(error, isWarning: false)), .. result.Warnings.Select(warning => Row(warning, isWarning: true))],
    };

    private static SettingsProblem Row(ConfigError error, bool isWarning) => new()
    {
        IsWarning = isWarning,
        Line = error.Place.Kind == OriginKind.File ? error.Place.Line : 0,
        Column = error.Place.Kind == OriginKind.File ? error.Place.Column : 0,
        Field = error.Field,
        Found = error.Found,
        Expected = error.Expected,
        Advice = error.Advice,
    };

    private static SettingsAnswer Change(HttpContext context, SettingsFile file, SettingsChange change)
    {
        var answer = Judge(file.Check(change.Text));
        if (!answer.IsValid)
        {
            context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return answer;
        }
        var digest = SettingsFile.Digest(change.Text);
        RoleGate.Tell(context, $"{change.WasDigest} to {digest}");
        try
        {
            if (!file.Save(change.Text, change.WasDigest)) throw ApiException.Conflict("somebody changed the configuration meanwhile: read it again");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ApiException.Conflict("the daemon may not write its configuration, as is usual for the service: change the file on the machine itself");
        }
        return answer with { Digest = digest, TakesEffect = TakesEffect };
    }
}
