using Holdfast.Adapters.Files;

namespace Holdfast.Tests.Adapters.Files;

public sealed class PathResolverTests : IDisposable
{
    private readonly string _root = new SystemPathResolver().Resolve(Directory.CreateTempSubdirectory("holdfast-paths-").FullName).Path;

    public void Dispose() => Directory.Delete(_root, true);

    [Fact]
    public void Links_are_followed_and_remembered()
    {
        Directory.CreateDirectory($"{_root}/a/b");
        Directory.CreateSymbolicLink($"{_root}/link", "a/../a");
        var resolved = new SystemPathResolver().Resolve($"{_root}/link/b");
        Assert.Equal($"{_root}/a/b", resolved.Path);
        Assert.True(resolved.Exists);
        Assert.Contains(resolved.Steps, step => step.Kind == PathStepKind.Link && step.Path == $"{_root}/link");
        Assert.Equal(new SystemPathResolver().Resolve($"{_root}/a/b").End, resolved.End);
    }

    [Fact]
    public void What_is_not_there_stands_behind_what_is()
    {
        Directory.CreateDirectory($"{_root}/a");
        Directory.CreateSymbolicLink($"{_root}/link", $"{_root}/a");
        var resolved = new SystemPathResolver().Resolve($"{_root}/link/new/deep");
        Assert.Equal(($"{_root}/a/new/deep", false, null, null), (resolved.Path, resolved.Exists, resolved.End, resolved.Trouble));
        Assert.Equal($"{_root}/a", resolved.Steps[^1].Path);
    }

    [Fact]
    public void A_link_to_itself_is_trouble_not_a_loop()
    {
        File.CreateSymbolicLink($"{_root}/loop", "loop");
        Assert.Contains("too many links", new SystemPathResolver().Resolve($"{_root}/loop").Trouble, StringComparison.Ordinal);
    }

    [Fact]
    public void A_path_that_leads_back_ends_where_it_leads()
    {
        Directory.CreateDirectory($"{_root}/a");
        var resolved = new SystemPathResolver().Resolve($"{_root}/a/..");
        Assert.Equal((_root, _root), (resolved.Path, resolved.End!.Path));
        Assert.Equal("/", new SystemPathResolver().Resolve("/").Path);
        Assert.Equal(PathStepKind.Directory, new SystemPathResolver().Resolve("/tmp/..").End!.Kind);
    }

    [Fact]
    public void A_file_on_the_way_is_trouble()
    {
        File.WriteAllText($"{_root}/f", "");
        Assert.Contains("directory", new SystemPathResolver().Resolve($"{_root}/f/x").Trouble, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(PathStepKind.File, new SystemPathResolver().Resolve($"{_root}/f").End!.Kind);
    }

    [Fact]
    public void Accounts_are_found_by_name_and_number()
    {
        var accounts = new SystemAccounts();
        Assert.Equal((0, 0, "root", "root"), (accounts.UserId("root"), accounts.GroupId("root"), accounts.UserName(0), accounts.GroupName(0)));
        Assert.Null(accounts.UserId("nobody-of-this-name-lives-here"));
        Assert.Null(accounts.GroupId("no-group-of-this-name-either"));
        Assert.Null(accounts.UserName(1_999_999_999));
    }
}
