using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Health;

namespace Holdfast.Tests.Daemon.Health;

/// <summary>Where the key of an encrypted store lies.</summary>
[Trait("row", "N15")]
public sealed class EncryptionCheckTests : IAsyncDisposable
{
    private readonly Lab _lab = new();

    public ValueTask DisposeAsync() => _lab.DisposeAsync();

    [Theory]
    [InlineData("/etc/holdfast/backup.key", false, "ok", "a lost key is a lost backup")]
    [InlineData("/opt/lab/shared/backup.key", false, "error", "its key lies in legacy, which is encrypted itself")]
    [InlineData("/srv/lab/shared/keys/backup.key", false, "warning", "its key lies in lab, of which there are encrypted copies alone")]
    [InlineData("/srv/lab/shared/keys/backup.key", true, "ok", "a lost key is a lost backup")]
    public async Task A_key_that_would_be_lost_with_what_it_opens_is_told(string key, bool hasPlainCopy, string result, string message)
    {
        var config = new LabConfig(_lab);
        var (lab, legacy, job) = (config.Config.Stores[0], config.Config.Stores[1], config.Job);
        config.Config = config.Config with
        {
            Stores = [lab, legacy with { Encrypt = new EncryptConfig { Key = new Secret(SecretPlace.File, key) } }, new StoreConfig { Name = "plain", Kind = StoreKind.Memory, Path = "/mnt/plain" }],
            Jobs = [job with { To = hasPlainCopy ? ["legacy", "plain"] : ["legacy"] }],
        };
        await using var stores = new Holdfast.Daemon.Jobs.OpenStores(config.Open, _lab.State.Stores);
        var told = Assert.Single(await new EncryptionCheck().LookAsync(config.Health() with { Stores = stores }, Lab.None)).ToRow("encryption");
        Assert.Equal((result, "legacy"), (told.Result, told.Subject));
        Assert.Contains(message, told.Message, StringComparison.Ordinal);
    }
}
