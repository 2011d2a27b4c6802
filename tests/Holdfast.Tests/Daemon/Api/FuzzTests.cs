using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Daemon.Accounts;
using Holdfast.Tests.House;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>Whatever is sent, nothing breaks, and no answer that refuses tells of this machine.</summary>
[Trait("row", "D13")]
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int RequestsForEach = 40;

    private static readonly string[] Words =
    [
        "", " ", "0", "-1", "1", "1001", "9223372036854775807", "99999999999999999999", "1e9", "NaN", "true", "null", "none", "mirror", "failed", "kept", "error", "done", "create", "..", "../../etc/passwd",
        "/etc/passwd", "a\0b", "\u0001", "%00", "%2e%2e%2f", "' OR 1=1 --", "\";<script>alert(1)</script>", "${jndi:ldap://x}", "{{7*7}}", "\ud800", "🗄️", "ʼn", "2026-13-45T99:99:99Z", "2026-11-21T12:00:00+01:00", "AAAA", "////",
        "1.ffff", "-5.00", "1.", "x'00'", new('a', 5000), new('é', 300),
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Nothing_that_is_sent_breaks_anything(int seed)
    {
        await using var stage = await ApiStage.OpenAsync();
        var client = await stage.TokenAsync(Role.Admin);
        var document = JsonNode.Parse(Blueprint.Read("docs/openapi.json"))!;
        var random = new Random(seed);
        var wrong = new List<string>();
        var sent = 0;
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            // A stream has no end, and what restarts or removes accounts is looked at elsewhere.
            if (path.EndsWith("/stream", StringComparison.Ordinal)) continue;
            foreach (var (method, operation) in item!.AsObject())
            {
                for (var i = 0; i < RequestsForEach; i++)
                {
                    using var request = Request(random, document, path, method, operation!);
                    var told = $"{request.Method} {request.RequestUri} {(request.Content is null ? "" : await request.Content.ReadAsStringAsync(Cancellation))}";
                    using var answer = await client.SendAsync(request, Cancellation);
                    var body = await answer.Content.ReadAsStringAsync(Cancellation);
                    sent++;
                    // A path with a NUL in it is refused by the server itself, without a word.
                    if (Problem(stage, (int)answer.StatusCode, body) is { } problem && !told.Contains("%00", StringComparison.Ordinal)) wrong.Add($"{problem}: {(int)answer.StatusCode} {told}\n    {body}");
                }
            }
        }
        output.WriteLine($"{sent} requests of seed {seed}");
        Assert.True(wrong.Count == 0, $"seed {seed}\n{string.Join('\n', wrong.Take(20))}");
    }

    private static string? Problem(ApiStage stage, int status, string body)
    {
        if (status is 500 or 501 or 502) return "broke";
        // A line that is too long is refused by the server itself, without a word.
        if (status < 400 || (status == 414 && body.Length == 0)) return null;
        if (body.Length == 0) return "says nothing";
        if (body.Contains(stage.Root, StringComparison.Ordinal)) return "tells where it lies";
        if (body.Contains("   at ", StringComparison.Ordinal) || body.Contains("Exception", StringComparison.Ordinal)) return "tells how it is made";
        return body.Contains(Secrets.TokenPrefix, StringComparison.Ordinal) ? "tells a secret" : null;
    }

    private static HttpRequestMessage Request(Random random, JsonNode document, string path, string method, JsonNode operation)
    {
        var target = new StringBuilder(path);
        var query = new List<string>();
        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            var name = parameter!["name"]!.GetValue<string>();
            var word = Word(random);
            if (parameter["in"]!.GetValue<string>() == "path") target.Replace($"{{{name}}}", Escaped(word is "" or "." or ".." ? "x" : word));
            else if (random.Next(3) > 0) query.Add($"{name}={(random.Next(20) == 0 ? "%zz%" : Escaped(word))}");
        }
        if (random.Next(10) == 0) query.Add($"{Escaped(Word(random))}={Escaped(Word(random))}");
        if (query.Count > 0) target.Append('?').AppendJoin('&', query);
        var request = new HttpRequestMessage(new HttpMethod(method.ToUpperInvariant()), new Uri(target.ToString(), UriKind.Relative));
        if (operation["requestBody"] is not null || random.Next(10) == 0) request.Content = Body(random, document, operation);
        return request;
    }

    private static ByteArrayContent Body(Random random, JsonNode document, JsonNode operation)
    {
        var schema = operation["requestBody"]?["content"]?["application/json"]?["schema"]?["$ref"]?.GetValue<string>().Split('/')[^1];
        var bytes = random.Next(6) switch
        {
            0 => Bytes(random),
            1 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("[", random.Next(1, 200)))),
            2 => Encoding.UTF8.GetBytes(Any(random, 3)?.ToJsonString() ?? "null"),
            _ => Encoding.UTF8.GetBytes(Shaped(random, schema is null ? null : document["components"]!["schemas"]![schema]!).ToJsonString()),
        };
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentType = random.Next(15) == 0 ? null : new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static JsonObject Shaped(Random random, JsonNode? schema)
    {
        var made = new JsonObject();
        foreach (var (name, _) in schema?["properties"]?.AsObject() ?? [])
        {
            if (random.Next(8) > 0) made[name] = random.Next(3) == 0 ? Any(random, 2) : JsonValue.Create(Plain(random));
        }
        if (random.Next(6) == 0) made["more"] = Any(random, 1);
        return made;
    }

    private static JsonNode? Any(Random random, int depth) => random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => null,
        1 => JsonValue.Create(random.Next(2) == 0),
        2 => JsonValue.Create(random.NextInt64(long.MinValue, long.MaxValue)),
        3 => JsonValue.Create(random.NextDouble() * 1e300),
        4 => JsonValue.Create(Plain(random)),
        5 => new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Any(random, depth - 1))]),
        _ => Shaped(random, null),
    };

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Word(Random random) => random.Next(4) == 0 ? Convert.ToHexString(Bytes(random)) : Words[random.Next(Words.Length)];

    // What is no text at all cannot be sent as JSON by this client.
    private static string Plain(Random random) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(Word(random)));

    private static string Escaped(string word) => Uri.EscapeDataString(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(word)));
}
