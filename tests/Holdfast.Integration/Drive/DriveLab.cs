using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Holdfast.Integration.Cli;
using Holdfast.TestKit;
using Holdfast.TestKit.Clouds.Drive;

namespace Holdfast.Integration.Drive;

/// <summary>A Drive behind a socket, and the built program with a configuration that knows it.</summary>
internal sealed class DriveLab : IAsyncDisposable
{
    private readonly TempDirectory _place = new();
    private readonly List<DaemonProcess> _daemons = [];

    private DriveLab(FakeDrive drive, HandlerServer server) => (Drive, Server) = (drive, server);

    public FakeDrive Drive { get; }

    public HandlerServer Server { get; }

    public string Directory => _place.Path;

    public string ConfigFile => Path.Combine(Directory, "holdfast.yaml");

    public string StateDirectory => Path.Combine(Directory, "state");

    /// <summary>Makes one that copies from the Drive to a directory <c>copy</c>.</summary>
    /// <param name="between">What stands between the program and the Drive; null for nothing.</param>
    /// <param name="config">Makes another configuration of the place and the address of the Drive; null for the usual one.</param>
    public static async Task<DriveLab> MakeAsync(Func<HttpMessageHandler, HttpMessageHandler>? between = null, Func<DriveLab, string>? config = null)
    {
        var drive = new FakeDrive(TimeProvider.System);
        var server = await HandlerServer.StartAsync(between?.Invoke(drive) ?? drive);
        drive.BaseUrl = server.Address;
        var lab = new DriveLab(drive, server);
        var client = Path.Combine(lab.Directory, "client.json");
        File.WriteAllText(client, new JsonObject { ["installed"] = new JsonObject { ["client_id"] = FakeDrive.ClientId, ["client_secret"] = FakeDrive.ClientSecret } }.ToJsonString());
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(client, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        System.IO.Directory.CreateDirectory(lab.Copy(""));
        File.WriteAllText(lab.ConfigFile, config?.Invoke(lab) ?? $$"""
            stores:
              drive: { kind: google-drive, client: file:client.json, account: ada@example.com, endpoint: "{{server.Address}}", rate: 1000, poll: 1s }
              copy:  { kind: local, path: {{lab.Copy("")}} }
            jobs:
              save: { kind: mirror, from: drive, to: [copy], every: 5m, extraneous: delete, conflict: overwrite, settle: 100ms }
            """);
        return lab;
    }

    /// <summary>Where the daemon serves the API.</summary>
    public string Listen { get; set; } = "off";

    /// <summary>A path of the copy.</summary>
    public string Copy(string name) => Path.Combine(Directory, "copy", name);

    /// <summary>Runs a command to its end.</summary>
    public async Task<Answer> RunAsync(params string[] arguments)
    {
        using var process = Start(arguments);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await Eventually.SoonAsync(process.WaitForExitAsync(), string.Join(' ', arguments), TimeSpan.FromMinutes(5));
        return new Answer(process.ExitCode, await output, await error);
    }

    /// <summary>Starts a command.</summary>
    public Process Start(params string[] arguments)
    {
        var info = new ProcessStartInfo(Lab.Executable, [.. arguments, "--config", ConfigFile, "--state", StateDirectory]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Directory };
        foreach (var name in info.Environment.Keys.Where(name => name.StartsWith("HOLDFAST_", StringComparison.Ordinal) || name.StartsWith("XDG_", StringComparison.Ordinal) || name is "DISPLAY" || name.EndsWith("_proxy", StringComparison.OrdinalIgnoreCase)).ToArray()) info.Environment.Remove(name);
        (info.Environment["HOME"], info.Environment["NO_COLOR"], info.Environment["HOLDFAST_SERVER_LISTEN"]) = (Directory, "1", Listen);
        return Process.Start(info)!;
    }

    /// <summary>Starts the daemon and waits until it takes commands.</summary>
    public async Task<DaemonProcess> StartDaemonAsync()
    {
        var daemon = new DaemonProcess(Start("daemon"));
        _daemons.Add(daemon);
        await daemon.UntilAsync(() => daemon.Said("started config="), "the daemon to start");
        return daemon;
    }

    /// <summary>Signs in as a person would: opens the page that is shown, says yes, and brings back the address at which the browser ends.</summary>
    public async Task<Answer> SignInAsync(string store = "drive")
    {
        using var process = Start("login", "google", store, "--no-browser");
        var error = process.StandardError.ReadToEndAsync();
        var output = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.Add(line);
            if (!line.Contains("/o/oauth2/v2/auth?", StringComparison.Ordinal)) continue;
            await process.StandardInput.WriteLineAsync(await BrowseAsync(line.Trim()));
        }
        await Eventually.SoonAsync(process.WaitForExitAsync(), "signing in");
        return new Answer(process.ExitCode, string.Join('\n', output), await error);
    }

    /// <summary>Signs in as a person with a phone would: types the code that is shown.</summary>
    public async Task<Answer> TypeAsync(string store = "drive")
    {
        using var process = Start("login", "google", store, "--device");
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = new List<string>();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            output.Add(line);
            if (line.Contains("ABCD-EFGH", StringComparison.Ordinal)) Drive.AllowDevice();
        }
        await Eventually.SoonAsync(process.WaitForExitAsync(), "signing in");
        return new Answer(process.ExitCode, string.Join('\n', output), await error);
    }

    /// <summary>Says yes on a page, and tells where the browser is sent.</summary>
    public static async Task<string> BrowseAsync(string page)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        using var answer = await http.GetAsync(new Uri(page));
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return answer.Headers.Location!.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var daemon in _daemons) daemon.Dispose();
        await Server.DisposeAsync();
        _place.Dispose();
    }
}
