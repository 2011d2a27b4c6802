using System.Diagnostics;
using System.Runtime.CompilerServices;
using Holdfast.TestKit;
using Holdfast.TestKit.Clouds.Drive;

namespace Holdfast.Integration.Drive;

/// <summary>The emulator judged by Google's own client for Node.js, which npm installs for it.</summary>
[Trait("lane", "slow")]
public sealed class GoogleClientTests : IDisposable
{
    private readonly TempDirectory _place = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    [Trait("row", "D1")]
    public async Task Googles_own_client_finds_everything_as_documented()
    {
        Assert.SkipUnless(Exists("node") && Exists("npm"), "Node.js is not installed");
        foreach (var name in new[] { "package.json", "package-lock.json", "judge.mjs" }) File.Copy(Path.Combine(Judge(), name), Path.Combine(_place.Path, name));
        var (code, told) = await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel", "error", "--fetch-retries", "1", "--fetch-timeout", "30000"]);
        Assert.SkipUnless(code == 0, $"npm could not install Google's client: {told.Trim()}");
        var drive = new FakeDrive(TimeProvider.System);
        drive.AddDocument("Letter");
        await using var server = await HandlerServer.StartAsync(drive);
        drive.BaseUrl = server.Address;

        (code, told) = await RunAsync("node", ["judge.mjs", server.Address, "ran-out", drive.Grant()]);

        Assert.True(code == 0, $"{told}\n{string.Join('\n', drive.Asked.TakeLast(5))}");
        Assert.NotNull(drive.Find("other/moved.txt"));
    }

    public void Dispose() => _place.Dispose();

    private static string Judge([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "judges", "google-drive");

    private static bool Exists(string program) => Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(directory => File.Exists(Path.Combine(directory, program)));

    private async Task<(int Code, string Told)> RunAsync(string program, string[] arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { WorkingDirectory = _place.Path, RedirectStandardOutput = true, RedirectStandardError = true };
        (info.Environment["CLIENT_ID"], info.Environment["CLIENT_SECRET"]) = (FakeDrive.ClientId, FakeDrive.ClientSecret);
        using var process = Process.Start(info)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Cancellation), process.StandardError.ReadToEndAsync(Cancellation));
        try { await Eventually.SoonAsync(process.WaitForExitAsync(Cancellation), $"{program} {arguments[0]}", TimeSpan.FromMinutes(3)); }
        catch (TimeoutException e)
        {
            process.Kill(entireProcessTree: true);
            return (124, e.Message);
        }
        return (process.ExitCode, $"{await output}{await error}");
    }
}
