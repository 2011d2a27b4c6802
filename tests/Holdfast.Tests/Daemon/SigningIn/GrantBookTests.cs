using Holdfast.Daemon.SigningIn;
using Holdfast.TestKit;

namespace Holdfast.Tests.Daemon.SigningIn;

/// <summary>What people granted is kept so that nobody else can use it.</summary>
[Trait("row", "D13")]
public sealed class GrantBookTests : IDisposable
{
    private const string Grant = "1//a-grant-that-nobody-may-see";
    private readonly TempDirectory _state = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task What_was_granted_comes_back_for_its_store_alone()
    {
        var book = new GrantBook(_state.Path);
        Assert.Null(await book.ReadAsync("drive", Cancellation));
        await book.WriteAsync("drive", Grant, Cancellation);
        await book.WriteAsync("other", "1//another", Cancellation);
        Assert.Equal(Grant, await new GrantBook(_state.Path).ReadAsync("drive", Cancellation));
        await book.WriteAsync("drive", "1//newer", Cancellation);
        Assert.Equal("1//newer", await book.ReadAsync("drive", Cancellation));
        File.Copy(Path.Combine(_state.Path, "grants", "other.grant"), Path.Combine(_state.Path, "grants", "drive.grant"), overwrite: true);
        Assert.Null(await book.ReadAsync("drive", Cancellation));
    }

    [Fact]
    public async Task It_is_of_no_use_without_the_key_and_readable_for_nobody_else()
    {
        var book = new GrantBook(_state.Path);
        await book.WriteAsync("drive", Grant, Cancellation);
        var directory = Path.Combine(_state.Path, "grants");
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(directory));
        foreach (var file in Directory.GetFiles(directory))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.DoesNotContain("grant-that", await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1, Cancellation), StringComparison.Ordinal);
        }
        File.Delete(Path.Combine(directory, "key"));
        Assert.Null(await book.ReadAsync("drive", Cancellation));
        await book.WriteAsync("drive", Grant, Cancellation);
        Assert.Equal(Grant, await book.ReadAsync("drive", Cancellation));
    }
}
