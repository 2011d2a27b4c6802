using Holdfast.Contracts.Api;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Control;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Api;
using Holdfast.Daemon.Logging;

namespace Holdfast.Tests.Daemon.Api;

/// <summary>The command line from elsewhere.</summary>
[Trait("row", "L9")]
public sealed class CommandsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_says_over_the_api_what_it_says_over_the_socket()
    {
        await using var stage = await ApiStage.OpenAsync();
        await stage.WriteAsync("one.txt", "one");
        using var client = HoldfastClient.Of(new Uri(stage.Url), await TokenAsync(stage, "operator"));

        var told = await TellAsync(client, new ControlRequest { Command = CommandNames.Run, Args = ["mirror"] });

        Assert.Equal(0, told[^1].ExitCode);
        Assert.Contains(told, one => one.Kind == ControlEvent.Row && one.Data!.Value.GetProperty("state").GetString() == "succeeded");
        Assert.Equal("one", await stage.ReadAsync(stage.Config.Stores[1].Name, "one.txt"));
    }

    [Theory]
    [InlineData("viewer", CommandNames.Status, true)]
    [InlineData("viewer", CommandNames.Run, false)]
    [InlineData("operator", CommandNames.Run, true)]
    [InlineData("operator", CommandNames.User, false)]
    [InlineData("admin", CommandNames.User, true)]
    public async Task A_token_gives_the_commands_of_its_role(string role, string command, bool may)
    {
        await using var stage = await ApiStage.OpenAsync();
        using var client = HoldfastClient.Of(new Uri(stage.Url), await TokenAsync(stage, role));
        var request = new ControlRequest { Command = command, Args = command == CommandNames.User ? ["list"] : [] };

        if (may) Assert.Equal(0, (await TellAsync(client, request))[^1].ExitCode);
        else Assert.Contains("403", (await Assert.ThrowsAsync<IOException>(() => TellAsync(client, request))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_is_none_and_a_server_that_is_none_are_told()
    {
        await using var stage = await ApiStage.OpenAsync();
        using var stranger = HoldfastClient.Of(new Uri(stage.Url), "holdfast_none");
        using var nowhere = HoldfastClient.Of(new Uri("http://127.0.0.1:1"), "holdfast_none");

        Assert.Contains("401", (await Assert.ThrowsAsync<IOException>(() => TellAsync(stranger, new ControlRequest { Command = CommandNames.Status }))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<IOException>(() => TellAsync(nowhere, new ControlRequest { Command = CommandNames.Status }))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_goes_to_another_machine_over_https_alone()
    {
        Assert.Throws<ArgumentException>(() => HoldfastClient.Of(new Uri("http://nas.example.org:8080"), "holdfast_x"));
        HoldfastClient.Of(new Uri("https://nas.example.org:8080"), "holdfast_x").Dispose();
    }

    [Fact]
    public async Task Whoever_hangs_up_ends_the_command()
    {
        await using var stage = await ApiStage.OpenAsync();
        using var client = HoldfastClient.Of(new Uri(stage.Url), await TokenAsync(stage, "operator"));
        using var hangUp = new CancellationTokenSource();
        stage.Log.Write(new LogRecord(stage.Time.GetUtcNow(), LogLevel.Info, "mirror", "one line", []));
        var lines = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var told in client.SendAsync(new ControlRequest { Command = CommandNames.Logs, Options = new Dictionary<string, string> { ["follow"] = "true" } }, CancellationToken.None, hangUp.Token))
            {
                lines++;
                await hangUp.CancelAsync();
            }
        });

        Assert.Equal(1, lines);
        Assert.Equal(Role.Admin, CommandsApi.RoleOf(CommandNames.Token));
        Assert.Equal(Role.Admin, CommandsApi.RoleOf(CommandNames.Login));
        Assert.Equal(Role.Operator, CommandsApi.RoleOf("a command that is new"));
    }

    private static async Task<string> TokenAsync(ApiStage stage, string role) => (await stage.Parts.Services.Book.CreateTokenAsync("test", role, null, "test", Cancellation)).Secret;

    private static async Task<List<ControlEvent>> TellAsync(HoldfastClient client, ControlRequest request)
    {
        var told = new List<ControlEvent>();
        await foreach (var one in client.SendAsync(request, CancellationToken.None, Cancellation)) told.Add(one);
        return told;
    }
}
