using System.Text.Json.Nodes;
using Holdfast.Adapters.Networking;
using Holdfast.Adapters.Settings;
using Holdfast.Adapters.SigningIn;
using Holdfast.Adapters.Stores.GoogleDrive;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit.Clouds.Drive;

namespace Holdfast.Tests.Adapters.Stores.GoogleDrive;

/// <summary>A Drive inside the process, and how a store on it is opened.</summary>
internal sealed class DriveBench
{
    private static int _made;
    private readonly int _number = Interlocked.Increment(ref _made);
    private int _ids;

    public DriveBench(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        Server = new FakeDrive(Time) { BaseUrl = $"http://127.0.0.1:{_number}" };
        Grant = Server.Grant();
    }

    public TimeProvider Time { get; }

    public FakeDrive Server { get; }

    /// <summary>What a person granted; null for nobody.</summary>
    public string? Grant { get; set; }

    /// <summary>What stands between the store and the server; null for nothing.</summary>
    public Func<HttpMessageHandler, HttpMessageHandler>? Between { get; set; }

    /// <summary>Where lists are kept for the next process; null for not.</summary>
    public string? KeepIn { get; set; }

    /// <summary>What is noted for the log.</summary>
    public List<string> Notes { get; } = [];

    /// <summary>The app's file as Google hands it out.</summary>
    public static string Client { get; } = new JsonObject { ["installed"] = new JsonObject { ["client_id"] = FakeDrive.ClientId, ["client_secret"] = FakeDrive.ClientSecret, ["token_uri"] = "https://evil.example.com/token" } }.ToJsonString();

    /// <summary>Waits that are next to nothing.</summary>
    public static NetworkRules Hasty { get; } = new() { FirstDelay = TimeSpan.FromMicroseconds(1), LongestDelay = TimeSpan.FromMicroseconds(10) };

    public GoogleDriveSettings Settings => new()
    {
        Client = _ => ValueTask.FromResult(Client),
        Grant = _ => ValueTask.FromResult(Grant),
        Endpoint = $"http://127.0.0.1:{_number}",
        Rate = 1_000_000,
        Poll = TimeSpan.FromMilliseconds(20),
    };

    public DriveStoreOptions Options => new()
    {
        Settings = Settings,
        Endpoints = GoogleEndpoints.Of($"http://127.0.0.1:{_number}"),
        Writable = true,
        KeepIn = KeepIn,
        KeptLasts = TimeSpan.FromHours(1),
        NewId = () => new Guid(Interlocked.Increment(ref _ids), 0, 0, new byte[8]),
        Random = new Random(1),
        Rules = Hasty,
        SmallUpload = 64 << 10,
        Piece = 256 << 10,
        Time = Time,
        Note = text => { lock (Notes) Notes.Add(text); },
        Transport = () => Between?.Invoke(new Shared(Server)) ?? new Shared(Server),
    };

    public async ValueTask<DriveStore> OpenAsync(DriveStoreOptions? options = null) => await DriveStore.OpenAsync("drive", options ?? Options, TestContext.Current.CancellationToken);

    /// <summary>Opens it to be read alone, as a source is.</summary>
    public ValueTask<DriveStore> ReadAsync(Func<GoogleDriveSettings, GoogleDriveSettings>? settings = null) => OpenAsync(Options with { Writable = false, Settings = settings?.Invoke(Settings) ?? Settings });

    /// <summary>What a listing shows, as for people, a link with where it points.</summary>
    public static async Task<string[]> NamesAsync(IStore store, ListRequest? request = null) =>
        [.. (await ListAsync(store, request)).Select(entry => entry.Kind == EntryKind.Symlink ? $"{entry} -> {System.Text.Encoding.UTF8.GetString(entry.Target.Span)}" : entry.ToString())];

    public static async Task<List<Entry>> ListAsync(IStore store, ListRequest? request = null) => await store.ListAsync(request ?? ListRequest.Everything, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

    public static async Task<string> ReadAsync(IStore store, string path)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var entry = await store.StatAsync(TreePath.From(path), cancellation) ?? throw new InvalidOperationException($"there is no {path}");
        await using var reader = await store.OpenReadAsync(entry, cancellation);
        using var content = new MemoryStream();
        var buffer = new byte[10_000];
        while (await reader.ReadAsync(buffer, cancellation) is { IsEnd: false } block) content.Write(buffer, 0, block.Length);
        return System.Text.Encoding.UTF8.GetString(content.ToArray());
    }

    // Stores come and go, the server stays.
    private sealed class Shared(FakeDrive server) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => server.AnswerAsync(request, cancellationToken);
    }
}
