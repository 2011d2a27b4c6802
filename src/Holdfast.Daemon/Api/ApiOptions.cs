using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using System.Text.Unicode;
using Holdfast.Contracts.Api;

namespace Holdfast.Daemon.Api;

/// <summary>How the API reads and writes JSON.</summary>
internal static class ApiOptions
{
    private static readonly JsonSerializerOptions Options = Sealed();

    /// <summary>What is known of a type that the API takes or gives.</summary>
    public static JsonTypeInfo<T> TypeOf<T>() => (JsonTypeInfo<T>)Options.GetTypeInfo(typeof(T));

    /// <summary>Gives options of the framework the same meaning.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.TypeInfoResolver = ApiJson.Default;
        options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.PropertyNameCaseInsensitive = false;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.MaxDepth = 16;
        // What a page could take for markup stays escaped; names of files stay readable.
        options.Encoder = JavaScriptEncoder.Create(UnicodeRanges.All);
    }

    private static JsonSerializerOptions Sealed()
    {
        var options = new JsonSerializerOptions();
        Apply(options);
        options.MakeReadOnly();
        return options;
    }
}
