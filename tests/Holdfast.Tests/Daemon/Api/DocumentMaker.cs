using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Api;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>Makes the description of the API from the routes of a running server.</summary>
internal static class DocumentMaker
{
    private const string Name = "v1";
    private static readonly JsonSerializerOptions Written = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<string> MakeAsync(CancellationToken cancellation)
    {
        await using var stage = await ApiStage.OpenAsync(more: services => services.AddOpenApi(Name));
        var document = await stage.Server.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync(cancellation);
        var json = JsonNode.Parse(await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, cancellation))!.AsObject();
        json["info"] = new JsonObject { ["title"] = "Holdfast", ["version"] = Name, ["description"] = "Everything the dashboard does, for programs." };
        json.Remove("servers");
        json.Remove("tags");
        var roles = Roles(stage.Server);
        var bodies = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (path, item) in json["paths"]!.AsObject())
        {
            foreach (var (method, operation) in item!.AsObject()) Operation(path, operation!.AsObject(), roles[(method.ToUpperInvariant(), path)], bodies);
        }
        var components = json["components"]!.AsObject();
        foreach (var (name, schema) in components["schemas"]!.AsObject())
        {
            if (!bodies.Contains(name)) Require(schema!.AsObject());
        }
        components["schemas"]!["Problem"] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "Why a request was not carried out.",
            ["required"] = new JsonArray("type", "title", "status"),
            ["properties"] = new JsonObject
            {
                ["type"] = new JsonObject { ["type"] = "string" },
                ["title"] = new JsonObject { ["type"] = "string", ["description"] = "The status in words." },
                ["status"] = new JsonObject { ["type"] = "integer", ["description"] = "The status of the answer." },
                ["detail"] = new JsonObject { ["type"] = "string", ["description"] = "What is wrong with this request, in a sentence." },
            },
        };
        components["securitySchemes"] = new JsonObject
        {
            ["cookie"] = new JsonObject { ["type"] = "apiKey", ["in"] = "cookie", ["name"] = Gatekeeper.Cookie },
            ["token"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
        };
        return json.ToJsonString(Written) + "\n";
    }

    private static Dictionary<(string Method, string Path), Role?> Roles(ApiServer server) => server.Endpoints.OfType<RouteEndpoint>()
        .SelectMany(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(method => (Key: (method, route.RoutePattern.RawText!), route.Metadata.GetRequiredMetadata<Needs>().Role)))
        .ToDictionary(route => route.Key, route => route.Role);

    private static void Operation(string path, JsonObject operation, Role? role, HashSet<string> bodies)
    {
        operation["tags"] = new JsonArray(path.StartsWith("/api/v1/", StringComparison.Ordinal) ? path.Split('/')[3] : "short");
        operation["x-role"] = role is { } needed ? Holdfast.Daemon.Accounts.Roles.Word(needed) : "none";
        if (role is not null) operation["security"] = new JsonArray(new JsonObject { ["cookie"] = new JsonArray() }, new JsonObject { ["token"] = new JsonArray() });
        if (operation["requestBody"]?["content"]?["application/json"]?["schema"]?["$ref"]?.GetValue<string>() is { } body) bodies.Add(body.Split('/')[^1]);
        operation["responses"]!["default"] = new JsonObject
        {
            ["description"] = "Not carried out.",
            ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Problem" } } },
        };
    }

    // An answer has every member that is not null, whether or not a program that makes one must say it.
    private static void Require(JsonObject schema)
    {
        if (schema["properties"] is not JsonObject properties) return;
        var always = properties.Where(property => !MayBeNull(property.Value!.AsObject())).Select(property => (JsonNode)property.Key).ToArray();
        if (always.Length > 0) schema["required"] = new JsonArray(always);
    }

    private static bool MayBeNull(JsonObject schema) =>
        (schema["type"] is JsonArray types && types.Any(type => type!.GetValue<string>() == "null"))
        || (schema["oneOf"] is JsonArray choices && choices.Any(choice => choice!["type"] is JsonValue type && type.GetValue<string>() == "null"));
}
