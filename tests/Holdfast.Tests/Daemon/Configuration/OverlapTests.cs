using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.Configuration;

public sealed class OverlapTests
{
    [Theory]
    [InlineData("/srv/a", "/srv/a", "which is the same directory as")]
    [InlineData("/srv/a", "/srv/a/b", "which lies inside")]
    [InlineData("/srv/a/b", "/srv/a", "which holds")]
    [InlineData("/", "/srv/a", "which lies inside")]
    public void A_source_and_a_destination_do_not_lie_in_each_other(string from, string to, string found)
    {
        var result = Load(from, to, new FakePaths());
        Assert.Contains(result.Errors, error => error.Field == "jobs.m.to" && error.Found.Contains(found, StringComparison.Ordinal) && error.Other is not null);
    }

    [Fact]
    public void Neighbours_whose_names_begin_alike_are_no_overlap() => Assert.Empty(Load("/srv/a", "/srv/ab", new FakePaths()).Errors);

    [Fact]
    public void A_link_is_seen_through() => Assert.NotEmpty(Load("/srv/a", "/mnt/link", new FakePaths().Link("/mnt/link", "/srv/a/b")).Errors);

    [Fact]
    public void A_bind_mount_is_seen_through() => Assert.NotEmpty(Load("/srv/a", "/mnt/bound", new FakePaths().Bind("/mnt/bound", "/srv/a")).Errors);

    [Fact]
    public void A_place_below_a_bind_mount_is_inside() => Assert.NotEmpty(Load("/srv/a", "/mnt/bound/x", new FakePaths().Bind("/mnt/bound", "/srv/a")).Errors);

    [Fact]
    public void A_destination_that_is_not_there_yet_is_judged_by_its_path()
    {
        Assert.NotEmpty(Load("/srv/a", "/srv/a/new/copy", new FakePaths().Absent("/srv/a/new")).Errors);
        Assert.Empty(Load("/srv/a", "/srv/b/new", new FakePaths().Absent("/srv/b")).Errors);
    }

    [Fact]
    public void A_directory_left_again_by_two_dots_behind_a_link_is_not_inside()
    {
        // The link was passed on the way, the path it leads to lies elsewhere.
        var paths = new FakePaths().Link("/srv/a/out", "/mnt/elsewhere");
        Assert.Empty(Load("/srv/a", "/srv/a/out", paths).Errors);
    }

    [Theory]
    [InlineData("/var/lib/holdfast")]
    [InlineData("/var/lib")]
    [InlineData("/var/lib/holdfast/stores/x")]
    public void A_store_and_the_state_do_not_lie_in_each_other(string path) =>
        Assert.Contains(Load("/srv/a", path, new FakePaths()).Errors, error => error.Field == "stores.b.path" && error.Found.Contains("state directory", StringComparison.Ordinal));

    [Fact]
    public void Two_writers_to_overlapping_places_are_refused_with_both_lines()
    {
        var result = Reading.Load("""
            stores:
              a: { kind: local, path: /a }
              b: { kind: local, path: /b }
              c: { kind: local, path: /b/c }
            jobs:
              one: { kind: mirror, from: a, to: b }
              two: { kind: copy, from: a, to: c }
            """);
        var error = Assert.Single(result.Errors);
        Assert.Equal((7, 6), (error.Place.Line, error.Other!.Line));
    }

    [Fact]
    public void A_circle_of_three_is_told_once()
    {
        var result = Reading.Load("""
            stores:
              a: { kind: memory }
              b: { kind: memory }
              c: { kind: memory }
            jobs:
              one: { kind: mirror, from: a, to: b }
              two: { kind: mirror, from: b, to: c }
              three: { kind: mirror, from: c, to: a }
            """);
        Assert.Contains("comes back by job 'three'", Assert.Single(result.Errors).Found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_is_fine()
    {
        var result = Reading.Load("""
            stores:
              a: { kind: memory }
              b: { kind: memory }
              c: { kind: memory }
            jobs:
              one: { kind: mirror, from: a, to: b }
              two: { kind: mirror, from: b, to: c, after: one }
            """);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void A_log_inside_a_store_is_warned_of() =>
        Assert.Contains(Reading.Load(Reading.Short + "\nlog-file: /srv/lab/shared/log.txt\n").Warnings, warning => warning.Field == "log-file");

    private static ConfigResult Load(string from, string to, IPathResolver paths) => Reading.Load($$"""
        stores:
          a: { kind: local, path: {{from}} }
          b: { kind: local, path: {{to}} }
        jobs:
          m: { kind: mirror, from: a, to: b }
        """, paths);
}
