using Holdfast.Engine.Model;
using Holdfast.Engine.Planning;

namespace Holdfast.Tests.Engine.Planning;

public sealed class SourceNamesTests : IPlanSink
{
    private readonly List<Finding> _findings = [];

    [Fact]
    [Trait("row", "N6")]
    public void A_file_with_a_name_elsewhere_is_told_of_once_under_its_first_name()
    {
        var names = new SourceNames();
        names.Saw(File("a", 1, 3));
        names.Saw(File("b", 1, 3));
        names.Saw(File("c", 2, 2));
        names.Report(this);
        Assert.Equal(["hard-link a: has 3 names of which 2 are carried", "hard-link c: has 2 names of which 1 is carried"], _findings.Select(f => $"{f.Code} {f.Path}: {f.Message.Split(';')[0]}").Order(StringComparer.Ordinal));
        Assert.All(_findings, finding => Assert.Equal(Severity.Warning, finding.Severity));
    }

    [Fact]
    public void Files_all_of_whose_names_are_met_are_nothing_to_tell()
    {
        var names = new SourceNames();
        foreach (var name in new[] { "a", "b" }) names.Saw(File(name, 1, 2));
        names.Saw(File("single", 2, 1));
        names.Saw(new Entry { Path = TreePath.From("d"), Kind = EntryKind.Directory, Inode = 3, Links = 5 });
        names.Report(this);
        Assert.Empty(_findings);
    }

    void IPlanSink.Add(Operation operation) => Assert.Fail("nothing is planned");

    void IPlanSink.Report(Finding finding) => _findings.Add(finding);

    private static Entry File(string name, ulong inode, int links) => new() { Path = TreePath.From(name), Kind = EntryKind.File, Inode = inode, Links = links };
}
