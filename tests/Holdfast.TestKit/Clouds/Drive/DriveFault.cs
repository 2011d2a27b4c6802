using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Holdfast.TestKit.Clouds.Drive;

/// <summary>What the server refuses, as its own error: status, reason and words.</summary>
internal sealed class DriveFault(HttpStatusCode status, string reason, string message) : Exception(message)
{
    /// <summary>There is nothing of that id, or the caller may not know of it.</summary>
    public static DriveFault NotFound(string id) => new(HttpStatusCode.NotFound, "notFound", $"File not found: {id}.");

    /// <summary>A parameter that makes no sense.</summary>
    public static DriveFault Invalid(string what) => new(HttpStatusCode.BadRequest, "invalid", $"Invalid Value: {what}");

    /// <summary>The answer that carries it.</summary>
    public HttpResponseMessage Answer() => Of(status, reason, Message);

    /// <summary>An answer that tells of an error.</summary>
    public static HttpResponseMessage Of(HttpStatusCode status, string reason, string message)
    {
        var domain = reason.Contains("imit", StringComparison.Ordinal) || reason.Contains("uota", StringComparison.Ordinal) ? "usageLimits" : "global";
        var error = new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["domain"] = domain, ["reason"] = reason, ["message"] = message }), ["code"] = (int)status, ["message"] = message };
        return Json(status, new JsonObject { ["error"] = error });
    }

    /// <summary>An answer with a body of JSON.</summary>
    public static HttpResponseMessage Json(HttpStatusCode status, JsonNode body) => new(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
}
