using System.Text.Json;
using Holdfast.Tests.House;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>Holds docs/openapi.json to the routes of the running server.</summary>
public sealed class DocumentTests
{
    private static string File => Path.Combine(Blueprint.Root, "docs", "openapi.json");

    [Fact]
    [Trait("row", "D7")]
    public async Task The_document_is_what_the_running_server_has()
    {
        var made = await DocumentMaker.MakeAsync(TestContext.Current.CancellationToken);
        if (Environment.GetEnvironmentVariable("OPENAPI_WRITE") is "1") await System.IO.File.WriteAllTextAsync(File, made, TestContext.Current.CancellationToken);
        Assert.True(made == await System.IO.File.ReadAllTextAsync(File, TestContext.Current.CancellationToken), "docs/openapi.json is not what the routes say: run this test with OPENAPI_WRITE=1 and look at what changed");
    }

    [Fact]
    public async Task The_server_gives_its_document_to_everybody()
    {
        await using var stage = await ApiStage.OpenAsync();
        using var document = JsonDocument.Parse(await stage.Nobody().GetStringAsync("/api/openapi.json", TestContext.Current.CancellationToken));
        Assert.Equal("Holdfast", document.RootElement.GetProperty("info").GetProperty("title").GetString());
    }
}
