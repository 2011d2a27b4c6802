using Holdfast.State;
using Holdfast.TestKit;

namespace Holdfast.Tests.State;

/// <summary>Small files of our own.</summary>
[Trait("row", "N7")]
public sealed class WholeFileTests : IDisposable
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private readonly TempDirectory _directory = new();

    private string FilePath => Path.Combine(_directory.Path, "switches");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_file_is_replaced_by_another_of_the_wanted_mode_and_nothing_is_left_beside_it()
    {
        File.WriteAllText(FilePath, "a longer one");
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead);
        WholeFile.Write(FilePath, "new"u8, Mode);
        Assert.Equal("new", File.ReadAllText(FilePath));
        Assert.Equal(Mode, File.GetUnixFileMode(FilePath));
        Assert.Single(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void A_link_under_the_name_is_replaced_and_what_it_points_to_is_left_alone()
    {
        var target = Path.Combine(_directory.Path, "other");
        File.WriteAllText(target, "somebody's");
        File.CreateSymbolicLink(FilePath, target);
        WholeFile.Write(FilePath, "new"u8, Mode);
        Assert.Equal("somebody's", File.ReadAllText(target));
        Assert.Null(new FileInfo(FilePath).LinkTarget);
    }

    [Fact]
    public void What_cannot_be_written_changes_nothing()
    {
        Directory.CreateDirectory(Path.Combine(FilePath, "below"));
        Assert.ThrowsAny<Exception>(() => WholeFile.Write(FilePath, "new"u8, Mode));
        Assert.Equal(["switches"], Directory.GetFileSystemEntries(_directory.Path).Select(Path.GetFileName));
        Assert.True(Directory.Exists(Path.Combine(FilePath, "below")));
    }
}
