using System.Net.Http.Json;
using System.Text.Json;
using Holdfast.Contracts.Events;
using Holdfast.Daemon.Accounts;
using Holdfast.Engine.Model;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>What listeners are told, and in what order.</summary>
public sealed class StreamTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("row", "C11")]
    public async Task A_listener_hears_what_happens_and_goes_on_where_it_was()
    {
        await using var stage = await ApiStage.OpenAsync();
        var client = await stage.TokenAsync(Role.Viewer);
        using var first = await OpenAsync(client, null);
        stage.Parts.Services.Events.Publish(Happened(stage, "one"));
        var one = await NextAsync(first);
        first.Dispose();
        stage.Parts.Services.Events.Publish(Happened(stage, "two"));
        stage.Parts.Services.Events.Publish(Happened(stage, "three"));
        await stage.Parts.Services.Events.FlushAsync();

        using var again = await OpenAsync(client, one["id"]);

        Assert.Equal(EventNames.FindingOpened, one["event"]);
        Assert.Equal("one", JsonSerializer.Deserialize<JsonElement>(one["data"]).GetProperty("message").GetString());
        Assert.Contains("\"two\"", (await NextAsync(again))["data"], StringComparison.Ordinal);
        Assert.Contains("\"three\"", (await NextAsync(again))["data"], StringComparison.Ordinal);
    }

    [Fact]
    [Trait("row", "D6")]
    public async Task A_listener_hears_how_far_a_run_is_and_only_when_that_changed()
    {
        await using var stage = await ApiStage.OpenAsync();
        var client = await stage.TokenAsync(Role.Viewer);
        var progress = new RunProgress { Phase = "transfer", TotalOperations = 10 };
        using var listener = await OpenAsync(client, null);
        using (stage.Parts.Services.Live.Begin(new RunRecord { Id = "run-1", Job = "mirror", Kind = "mirror", Destination = "copy", Started = stage.Time.GetUtcNow() }, progress))
        {
            stage.Time.Advance(TimeSpan.FromSeconds(1));
            var first = await NextAsync(listener);
            progress.DidOne();
            stage.Time.Advance(TimeSpan.FromSeconds(1));
            var second = await NextAsync(listener);

            Assert.Equal("progress", first["event"]);
            Assert.False(first.ContainsKey("id"));
            Assert.Contains("\"done\":0", first["data"], StringComparison.Ordinal);
            Assert.Contains("\"done\":1", second["data"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_listener_whose_token_is_revoked_hears_no_more()
    {
        await using var stage = await ApiStage.OpenAsync();
        var client = await stage.TokenAsync(Role.Viewer);
        using var listener = await OpenAsync(client, null);
        await stage.Parts.Services.Book.RevokeTokenAsync("Viewer token", Cancellation);

        stage.Time.Advance(TimeSpan.FromSeconds(16));

        Assert.Null(await Soon(listener.ReadLineAsync(Cancellation).AsTask()));
    }

    [Fact]
    public async Task Listeners_end_when_the_server_does()
    {
        var stage = await ApiStage.OpenAsync();
        using var listener = await OpenAsync(await stage.TokenAsync(Role.Viewer), null);
        var rest = listener.ReadToEndAsync(Cancellation);

        await Soon(Task.Run(async () =>
        {
            await stage.DisposeAsync();
            return true;
        }));

        Assert.True(rest.IsCompleted || await Task.WhenAny(rest, Task.Delay(Timeout.InfiniteTimeSpan, Cancellation)) == rest);
    }

    [Fact]
    public async Task Events_are_listed_newest_first_and_from_a_number_on_oldest_first()
    {
        await using var stage = await ApiStage.OpenAsync();
        var client = await stage.TokenAsync(Role.Viewer);
        foreach (var message in (string[])["one", "two", "three"]) stage.Parts.Services.Events.Publish(Happened(stage, message));
        await stage.Parts.Services.Events.FlushAsync();

        var newest = await client.GetFromJsonAsync<JsonElement>("/api/v1/events?limit=2", Cancellation);
        var rest = await client.GetFromJsonAsync<JsonElement>($"/api/v1/events?limit=2&after={newest.GetProperty("next").GetString()}", Cancellation);
        var since = await client.GetFromJsonAsync<JsonElement>("/api/v1/events?since=0&name=FINDING_OPENED&severity=warning", Cancellation);

        Assert.Equal(["three", "two"], Messages(newest));
        Assert.Equal(["one"], Messages(rest));
        Assert.Equal(["one", "two", "three"], Messages(since));
    }

    private static string[] Messages(JsonElement page) => [.. page.GetProperty("items").EnumerateArray().Select(happened => happened.GetProperty("message").GetString()!)];

    private static EventRecord Happened(ApiStage stage, string message) => new()
    {
        Name = EventNames.FindingOpened, Time = stage.Time.GetUtcNow(), Severity = "warning", Job = "mirror", Message = message, Data = JsonSerializer.SerializeToElement(new { }),
    };

    // The first line comes when the server listens.
    private static async Task<StreamReader> OpenAsync(HttpClient client, string? last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events/stream");
        if (last is not null) request.Headers.Add("Last-Event-ID", last);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
        Assert.Equal("retry: 2000", await Soon(reader.ReadLineAsync(Cancellation).AsTask()));
        await reader.ReadLineAsync(Cancellation);
        return reader;
    }

    private static async Task<Dictionary<string, string>> NextAsync(StreamReader reader)
    {
        var message = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await Soon(reader.ReadLineAsync(Cancellation).AsTask()) is { } line)
        {
            if (line.Length == 0 && message.Count > 0) return message;
            if (line.Split(": ", 2) is [{ Length: > 0 } name, var value]) message[name] = value;
        }
        throw new InvalidOperationException("the stream ended");
    }

    private static async Task<T> Soon<T>(Task<T> task)
    {
        await Eventually.SoonAsync(task, "the stream");
        return await task;
    }
}
