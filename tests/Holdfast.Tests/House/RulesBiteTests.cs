using Mono.Cecil;

namespace Holdfast.Tests.House;

/// <summary>A rule that sees nothing would always hold: these are the things it must see.</summary>
public sealed class RulesBiteTests
{
    [Fact]
    public void Uses_are_found_in_signatures_code_and_what_the_compiler_made()
    {
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(RulesBiteTests).Assembly.Location);
        var sample = assembly.MainModule.Types.Single(type => type.Name == nameof(ImpureSample));
        var impure = TypeUses.Of(sample).Where(EngineTests.IsImpure).Select(use => use.Used).ToHashSet(StringComparer.Ordinal);
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal) { "System.Threading.Tasks.Task", "System.IO.File", "System.DateTime", "System.TimeProvider", "System.Random" },
            impure);
    }

    [Fact]
    public void The_rules_see_the_house()
    {
        Assert.Contains(Blueprint.HouseUses, use => use is { UserNamespace: "Holdfast.Engine.Diffing", UsedNamespace: "Holdfast.Engine.Model" });
        Assert.Contains("src/Holdfast.Engine/Model/Entry.cs", Blueprint.Sources("src"));
        Assert.True(Blueprint.Uses.Count > 1000);
    }
}

/// <summary>Does everything a planner may not.</summary>
internal static class ImpureSample
{
    public static async IAsyncEnumerable<string> EverythingAsync(TimeProvider time)
    {
        yield return DateTime.Now.ToString(System.Globalization.CultureInfo.InvariantCulture) + time.GetUtcNow();
        yield return new Func<bool>(() => File.Exists("x"))().ToString();
        await Task.Yield();
        yield return new Random(1).Next().ToString(System.Globalization.CultureInfo.InvariantCulture);
    }
}
