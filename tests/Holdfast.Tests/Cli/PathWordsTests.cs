using System.Text;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;
using Holdfast.TestKit;

namespace Holdfast.Tests.Cli;

/// <summary>Names that are not UTF-8 can be given on the command line, and so can those that JSON tells.</summary>
public sealed class PathWordsTests : IDisposable
{
    private static readonly byte[] Name = [(byte)'c', 0xe9];
    private readonly TempDirectory _directory = new();

    [Theory]
    [Trait("row", "N11")]
    [InlineData("holdfast\0explain\0c\u00e9\0")]
    [InlineData("dotnet\0holdfast.dll\0explain\0c\u00e9\0")]
    public void Words_that_net_could_not_read_are_taken_from_the_kernel(string kernel) =>
        Assert.Equal(["explain", ByteText.Of(Name)], RawArguments.Exact(["explain", "c\ufffd"], () => Encoding.Latin1.GetBytes(kernel)));

    [Fact]
    public void Words_stay_as_they_are_where_the_kernel_tells_nothing_or_something_else()
    {
        Assert.Equal(["c\ufffd"], RawArguments.Exact(["c\ufffd"], () => null));
        Assert.Equal(["c\ufffd"], RawArguments.Exact(["c\ufffd"], () => "cut short"u8.ToArray()));
        Assert.Equal(["plain"], RawArguments.Exact(["plain"], () => throw new InvalidOperationException("nobody needs it")));
    }

    [Fact]
    [Trait("row", "N11")]
    [Trait("row", "L13")]
    public async Task A_name_is_restored_by_the_bytes_that_json_tells()
    {
        Configure();
        var copy = Posix.Join(Path.Combine(_directory.Path, "copy"), Name);
        Posix.WriteFile(Posix.Join(Path.Combine(_directory.Path, "lab"), Name), "first"u8);
        await RunAsync(ExitCode.Done, "run");
        Posix.WriteFile(Posix.Join(Path.Combine(_directory.Path, "lab"), Name), "second one"u8);
        Assert.Contains($"\"path_b64\":\"{Convert.ToBase64String(Name)}\"", await RunAsync(ExitCode.Done, "plan", "mirror", "--json"), StringComparison.Ordinal);
        await RunAsync(ExitCode.Done, "run");

        Assert.Contains("copy:", await RunAsync(ExitCode.Done, "explain", "--store", "copy", "--path-b64", Convert.ToBase64String(Name)), StringComparison.Ordinal);
        await RunAsync(ExitCode.Done, "restore", "--store", "copy", "--path-b64", Convert.ToBase64String(Name));

        Assert.Equal(5, Posix.Lstat(copy)!.Size);
    }

    [Theory]
    [InlineData("explain")]
    [InlineData("explain", "a", "--path-b64", "YQ==")]
    [InlineData("explain", "--path-b64", "no base 64")]
    [InlineData("explain", "--path-b64", "AA==")]
    [InlineData("explain", "--store", "lab")]
    [InlineData("explain", "--store", "nowhere", "a")]
    [InlineData("restore", "a", "--run", "r")]
    public async Task What_names_no_path_or_two_is_a_mistake(params string[] arguments)
    {
        Configure();
        await RunAsync(ExitCode.Done, "run");
        await RunAsync(ExitCode.Usage, arguments);
    }

    public void Dispose() => _directory.Dispose();

    private void Configure() => File.WriteAllText(Path.Combine(_directory.Path, "holdfast.yaml"), $$"""
        stores:
          lab:  { kind: local, path: {{_directory.Make("lab")}} }
          copy: { kind: local, path: {{_directory.Make("copy")}} }
        jobs:
          mirror: { kind: mirror, from: lab, to: [copy], max-overwrite: none }
        """);

    private async Task<string> RunAsync(ExitCode expected, params string[] arguments)
    {
        var (exitCode, output, error) = await CommandLine.RunAsync(_directory.Path, [.. arguments, "--state", Path.Combine(_directory.Path, "state")]);
        Assert.True(exitCode == (int)expected, $"{string.Join(' ', arguments)} ended with {exitCode} instead of {(int)expected}\n{output}\n{error}");
        return output;
    }
}
