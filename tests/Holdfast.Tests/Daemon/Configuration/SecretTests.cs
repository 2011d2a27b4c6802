using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.Configuration;

public sealed class SecretTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("file:keys/a", SecretPlace.File, "/etc/keys/a")]
    [InlineData("env:KEY", SecretPlace.Environment, "KEY")]
    [InlineData("command:pass show s3", SecretPlace.Command, "pass show s3")]
    [InlineData("AKIA:with:colons", SecretPlace.Text, "AKIA:with:colons")]
    public void A_secret_is_named_or_stands_there(string text, SecretPlace place, string value) => Assert.Equal(new Secret(place, value), Secret.Parse(text, "/etc"));

    [Theory]
    [InlineData("file:")]
    [InlineData("env:")]
    [InlineData("env:A=B")]
    [InlineData("command: ")]
    [InlineData("")]
    public void What_names_nothing_is_no_secret(string text) => Assert.Null(Secret.Parse(text, "/etc"));

    [Fact]
    [Trait("row", "D13")]
    public void A_secret_that_stands_in_the_configuration_is_shown_as_stars()
    {
        Assert.Equal("***", new Secret(SecretPlace.Text, "hunter2").ToString());
        Assert.Equal("env:KEY", new Secret(SecretPlace.Environment, "KEY").ToString());
    }

    [Fact]
    public async Task The_first_line_of_a_file_or_of_a_program_is_the_secret()
    {
        using var directory = new TempDirectory();
        var file = Path.Combine(directory.Path, "key");
        await File.WriteAllTextAsync(file, "hunter2\nnot this\n", Cancellation);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var reader = Reader();
        Assert.Equal("hunter2", await reader.ReadAsync(new Secret(SecretPlace.File, file), Cancellation));
        Assert.Equal("a b", await reader.ReadAsync(new Secret(SecretPlace.Command, "/bin/echo a b"), Cancellation));
    }

    [Fact]
    [Trait("row", "D13")]
    public async Task A_file_that_others_may_read_is_refused()
    {
        using var directory = new TempDirectory();
        var file = Path.Combine(directory.Path, "key");
        await File.WriteAllTextAsync(file, "hunter2\n", Cancellation);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        var refusal = await Assert.ThrowsAsync<SecretException>(async () => await Reader().ReadAsync(new Secret(SecretPlace.File, file), Cancellation));
        Assert.Contains("chmod 600", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SecretPlace.File, "/absent/key")]
    [InlineData(SecretPlace.Environment, "HOLDFAST_NO_SUCH_VARIABLE")]
    [InlineData(SecretPlace.Command, "/bin/false")]
    [InlineData(SecretPlace.Command, "/absent/program")]
    [InlineData(SecretPlace.Command, "/bin/true")]
    public async Task A_secret_that_cannot_be_had_says_where_it_was_looked_for(SecretPlace place, string value)
    {
        var refusal = await Assert.ThrowsAsync<SecretException>(async () => await Reader().ReadAsync(new Secret(place, value), Cancellation));
        Assert.Contains(value, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_rights_of_root_only_what_is_roots_is_read_and_called()
    {
        using var directory = new TempDirectory();
        var file = Path.Combine(directory.Path, "key");
        await File.WriteAllTextAsync(file, "hunter2\n", Cancellation);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var paths = new FakePaths().Look(file, PathStepKind.File, uid: 1001, mode: 0x180);
        var refusal = await Assert.ThrowsAsync<SecretException>(async () => await new SecretReader(paths, _ => null, true, TimeProvider.System).ReadAsync(new Secret(SecretPlace.File, file), Cancellation));
        Assert.DoesNotContain("hunter2", refusal.Message, StringComparison.Ordinal);
    }

    private static SecretReader Reader() => new(new SystemPathResolver(), Environment.GetEnvironmentVariable, false, TimeProvider.System);
}
