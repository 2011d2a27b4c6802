using System.Text.Json.Nodes;
using Holdfast.TestKit.Clouds.Drive;

namespace Holdfast.Integration.Drive;

/// <summary>The emulator of Drive as a program, for tests that are none of .NET: it tells where it is reached and the file its clients need, and ends with its input.</summary>
internal static class EmulatorProgram
{
    /// <summary>The program's own main.</summary>
    public static async Task<int> RunAsync()
    {
        var drive = new FakeDrive(TimeProvider.System);
        drive.Add("report.txt", "quarterly");
        await using var server = await HandlerServer.StartAsync(drive);
        drive.BaseUrl = server.Address;
        var client = new JsonObject { ["installed"] = new JsonObject { ["client_id"] = FakeDrive.ClientId, ["client_secret"] = FakeDrive.ClientSecret } };
        Console.WriteLine(new JsonObject { ["address"] = server.Address, ["client"] = client }.ToJsonString());
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
