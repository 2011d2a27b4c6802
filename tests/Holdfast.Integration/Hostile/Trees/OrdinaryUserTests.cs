using Holdfast.TestKit;

namespace Holdfast.Integration.Hostile.Trees;

/// <summary>All kinds that an ordinary user can make, once more without any privilege.</summary>
[Collection("hostile")]
public sealed class OrdinaryUserTests(ITestOutputHelper output)
{
    private const string Child = "HOLDFAST_TEST_CHILD";

    /// <summary>Whether this process is the one that was started without privilege.</summary>
    internal static bool IsChild => Environment.GetEnvironmentVariable(Child) is not null;

    [Fact]
    [Trait("row", "N6")]
    [Trait("lane", "slow")]
    public void Every_kind_has_its_outcome_for_an_ordinary_user_too()
    {
        Assert.SkipUnless(Posix.IsRoot, "the other tests have run as an ordinary user already");
        // The build may lie where nobody else can reach it, so the tests are copied.
        var (code, said) = Shell.Try("""
            at=$(mktemp -d /tmp/holdfast-ordinary-XXXXXX); trap 'rm -rf "$at"' EXIT
            cp -r "$1/." "$at"; chmod -R go+rX "$at"
            setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs env HOME=/tmp "$2=1" "$at/Holdfast.Integration" -noColor -class "$3" </dev/null
            """, AppContext.BaseDirectory, Child, typeof(HostileTreeTests).FullName!);
        output.WriteLine(said);
        Assert.Equal(0, code);
        Assert.Matches("Total: [1-9][0-9]+, Errors: 0, Failed: 0", said);
    }
}
