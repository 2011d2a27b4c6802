using Holdfast.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.Configuration;

/// <summary>What a configuration says of a Google Drive.</summary>
[Trait("row", "D2")]
public sealed class DriveConfigTests
{
    private const string Jobs = "\n  disk: { kind: local, path: /srv/disk }\njobs:\n  save: { kind: copy, from: drive, to: disk }\n";

    [Fact]
    public void A_short_configuration_is_enough()
    {
        var result = Load("client: file:client.json, account: me@example.com");
        Assert.Empty(result.Errors);
        var store = result.Config!.FindStore("drive")!;
        Assert.Equal(("google-drive", true, SecretPlace.File, "me@example.com"), (store.KindWord, store.Watch, store.Drive!.Client.Place, store.Drive.Account));
        Assert.Equal((8, 10, TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)), (store.Drive.Parallel, store.Drive.Rate, store.Drive.Poll, store.Drive.LookBack));
        Assert.True(result.Config.Watches(result.Config.FindJob("save")!));
    }

    // The sign @ marks the place of the error and is taken out.
    [Theory]
    [InlineData("@", "stores.drive.client", "nothing")]
    [InlineData("client: @plain-secret", "stores.drive.client", "something else, which is not shown")]
    [InlineData("client: file:c, export: [@doc]", "stores.drive.export", "'doc'")]
    [InlineData("client: file:c, rate: @0", "stores.drive.rate", "'0'")]
    [InlineData("client: file:c, endpoint: @ftp://x", "stores.drive.endpoint", "'ftp://x'")]
    [InlineData("client: file:c, shared-with-me: true, root: @Lab", "stores.drive.root", "'root' beside 'shared-with-me'")]
    [InlineData("client: file:c, @bucket: b", "stores.drive.bucket", "'bucket' in something of kind google-drive")]
    public void An_error_tells_place_field_and_find(string words, string field, string found)
    {
        var before = "stores:\n  drive: { kind: google-drive, " + words[..words.IndexOf('@', StringComparison.Ordinal)];
        var error = Assert.Single(Load(words.Replace("@", "", StringComparison.Ordinal)).Errors);
        Assert.Equal(field, error.Field);
        Assert.StartsWith(found, error.Found, StringComparison.Ordinal);
        Assert.Equal((2, words == "@" ? 3 : before.Length - before.LastIndexOf('\n')), (error.Place.Line, error.Place.Column));
    }

    [Fact]
    public void What_others_have_shared_is_written_by_no_job()
    {
        var result = Reading.Load("stores:\n  lab: { kind: local, path: /srv/lab }\n  drive: { kind: google-drive, client: file:c, shared-with-me: true }\njobs:\n  up: { kind: copy, from: lab, to: drive }\n");
        Assert.Equal("stores.drive.shared-with-me", Assert.Single(result.Errors).Field);
    }

    [Theory]
    [InlineData("root: Lab", "root: Lab/data", true)]
    [InlineData("root: Lab", "root: Labor", false)]
    [InlineData("account: a@example.com", "account: b@example.com", false)]
    [InlineData("shared-drive: Team", "root: Lab", false)]
    public void Two_stores_that_may_hold_the_same_files_are_not_source_and_destination(string one, string other, bool overlap)
    {
        var result = Reading.Load($"stores:\n  one: {{ kind: google-drive, client: file:c, {one} }}\n  other: {{ kind: google-drive, client: file:c, {other} }}\njobs:\n  up: {{ kind: copy, from: one, to: other }}\n");
        Assert.Equal(overlap, result.Errors.Count > 0);
    }

    private static ConfigResult Load(string words) => Reading.Load($"stores:\n  drive: {{ kind: google-drive, {words} }}{Jobs}");
}
