using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Holdfast.Adapters.Files;
using Holdfast.Adapters.Stores.Memory;
using Holdfast.Daemon;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Api;
using Holdfast.Daemon.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Logging;
using Holdfast.Daemon.Scheduling;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;
using Holdfast.TestKit.Stores;
using Holdfast.Tests.Daemon.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>The API on a free port of this machine: two stores in memory, a mirror and a copy, the real state, and a clock that stands.</summary>
internal sealed class ApiStage : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    /// <summary>What stands in the configuration's file.</summary>
    public const string ConfigText = "stores:\n  lab: { kind: memory }\n  copy: { kind: memory }\njobs:\n  mirror: { kind: mirror, from: lab, to: copy, every: 5m }\n";

    private static int _made;
    private readonly TempDirectory _place = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly List<HttpClient> _clients = [];
    private HoldfastProcess _process = null!;
    private Task _turning = Task.CompletedTask;

    private ApiStage()
    {
    }

    public TestTime Time { get; } = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));

    public Passwords Passwords { get; } = new(rounds: 1);

    public RingSink Log { get; } = new();

    public HoldfastConfig Config { get; private set; } = null!;

    public ApiParts Parts { get; private set; } = null!;

    public ApiServer Server { get; private set; } = null!;

    public Scheduler Scheduler { get; private set; } = null!;

    public IAccountsDb Access => Parts.Services.State.Access;

    public string Url => Server.Urls.Single();

    public string Root => _place.Path;

    public string SocketPath => _place.Path + "/control.sock";

    public static async Task<ApiStage> OpenAsync(Func<ServerConfig, ServerConfig>? change = null, Action<IServiceCollection>? more = null, ICommandHandler? handler = null)
    {
        var stage = new ApiStage();
        var number = Interlocked.Increment(ref _made);
        var server = new ServerConfig { Listen = new ListenAddress(IPAddress.Loopback, 0) };
        stage.Config = new HoldfastConfig
        {
            File = stage._place.Path + "/holdfast.yaml",
            StateDirectory = stage._place.Path + "/state",
            Stores = [Store($"lab-{number}"), Store($"copy-{number}")],
            Jobs =
            [
                new JobConfig { Name = "mirror", Kind = JobKind.Mirror, From = $"lab-{number}", To = [$"copy-{number}"], Extraneous = ExtraneousRule.Delete, Guards = new GuardRules { MaxOverwrite = new MassLimit(100, 1000) } },
                new JobConfig { Name = "check", Kind = JobKind.Verify, From = $"lab-{number}", To = [$"copy-{number}"] },
            ],
            TimeZone = TimeZoneInfo.Utc,
            LogKeep = TimeSpan.FromDays(30),
            Reports = new ReportsConfig(stage._place.Path + "/reports", TimeSpan.FromDays(7)),
            Server = change?.Invoke(server) ?? server,
        };
        var gate = new SchedulerGate(stage.Time);
        var log = new Log(stage.Time, LogLevel.Debug, stage.Log);
        stage._process = HoldfastProcess.Open(stage.Config, writes: true, gate, log, stage.Time, new Random(1), stage.Log);
        var runner = new ScheduledRunner(stage._process.Services.Runner, stage.Config, log, stage.Time);
        stage.Scheduler = new Scheduler(JobSchedule.Of(stage.Config), new SchedulerParts(runner, new StoreWatches(stage.Config, stage._process.Services.Stores), new JobSwitches(stage.Config.StateDirectory), log, stage.Time));
        gate.Join(stage.Scheduler, runner);
        stage._turning = stage.Scheduler.RunAsync(stage._stop.Token);
        await File.WriteAllTextAsync(stage.Config.File, ConfigText);
        var sources = new ConfigSources { File = stage.Config.File, StateDirectory = stage.Config.StateDirectory, Paths = new FakePaths().Look(stage.Config.File, PathStepKind.File) };
        var book = new AccountBook(stage._process.Services.State.Access, stage.Passwords, stage.Time);
        stage.Parts = ApiParts.Of(stage._process.Services with { Book = book }, stage.Scheduler, handler ?? new CommandHandler(stage._process.Services with { Book = book }, SchedulerCommands.Of(stage.Scheduler)), new SettingsFile(sources));
        var control = new ControlRules(stage.SocketPath);
        stage.Server = await ApiServer.StartAsync(stage.Config.Server, control, await ControlSocket.ListenAsync(control.Path, control.Mode, CancellationToken.None), stage.Parts, more, CancellationToken.None);
        return stage;
    }

    /// <summary>A client that is nobody.</summary>
    public HttpClient Nobody()
    {
        var client = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = new Uri(Url) };
        _clients.Add(client);
        return client;
    }

    /// <summary>A client that sends the token of a role.</summary>
    public async Task<HttpClient> TokenAsync(Role role)
    {
        var secret = Secrets.TokenPrefix + Secrets.New();
        await Access.AddTokenAsync(new TokenRecord(Secrets.NewId(), $"{role} token", Roles.Word(role), Secrets.Digest(secret), Time.GetUtcNow(), "test", null, null), CancellationToken.None);
        var client = Nobody();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        return client;
    }

    /// <summary>Makes an account.</summary>
    public async Task AddUserAsync(string name, Role role) =>
        Assert.True(await Access.AddUserAsync(new UserRecord(name, Roles.Word(role), await Passwords.HashAsync(Password, CancellationToken.None), Time.GetUtcNow(), Time.GetUtcNow()), CancellationToken.None));

    /// <summary>A client that signed in as an account of a role, which is made for it.</summary>
    public async Task<HttpClient> SignedInAsync(Role role)
    {
        var name = Roles.Word(role);
        if (await Access.FindUserAsync(name, CancellationToken.None) is null) await AddUserAsync(name, role);
        var client = Nobody();
        using var answer = await client.PostAsJsonAsync("/api/v1/session", new { username = name, password = Password });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        client.DefaultRequestHeaders.Add("Cookie", CookieOf(answer));
        return client;
    }

    /// <summary>What an answer set as cookie, as it is sent back.</summary>
    public static string CookieOf(HttpResponseMessage answer) => answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0];

    /// <summary>Writes a file of the store that is read.</summary>
    public async Task WriteAsync(string name, string content)
    {
        await using var store = new MemoryStore(Config.Stores[0].Name, MemoryDisk.Shared(Config.Stores[0].Name, Time));
        var bytes = Encoding.UTF8.GetBytes(content);
        await using var reader = new BytesReader(bytes);
        var path = TreePath.From(name);
        var wanted = new Entry { Path = path, Kind = EntryKind.File, Size = bytes.Length, Mode = 0x1B4, Mtime = (Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100 };
        await store.WriteAsync(new WriteRequest { Wanted = wanted, Content = reader, Replaces = await store.StatAsync(path, CancellationToken.None) }, CancellationToken.None);
        Time.Advance(TimeSpan.FromSeconds(3));
    }

    /// <summary>What a file of a store holds; null when there is none.</summary>
    public async Task<string?> ReadAsync(string store, string name)
    {
        await using var opened = new MemoryStore(store, MemoryDisk.Shared(store, Time));
        if (await opened.StatAsync(TreePath.From(name), CancellationToken.None) is not { IsFile: true } entry) return null;
        await using var reader = await opened.OpenReadAsync(entry, CancellationToken.None);
        var buffer = new byte[4096];
        return Encoding.UTF8.GetString(buffer, 0, (await reader.ReadAsync(buffer, CancellationToken.None)).Length);
    }

    /// <summary>Returns when nothing that was asked for is under way any more.</summary>
    public Task QuietAsync() => Eventually.SoonAsync(Parts.Errands.EndAsync(), "what was asked for to end");

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        await Server.DisposeAsync();
        await _stop.CancelAsync();
        await _turning;
        await _process.DisposeAsync();
        _stop.Dispose();
        _place.Dispose();
    }

    private static StoreConfig Store(string name) => new() { Name = name, Kind = StoreKind.Memory };
}
