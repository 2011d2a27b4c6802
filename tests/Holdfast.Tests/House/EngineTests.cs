namespace Holdfast.Tests.House;

/// <summary>The direction inside the engine: Model, Seams, steps, SyncEngine; and what is pure there.</summary>
public sealed class EngineTests
{
    private const string Engine = "Holdfast.Engine";
    private static readonly string[] Steps = ["Scanning", "Diffing", "Planning", "Guarding", "Transferring", "Verifying", "Recording"];
    private static readonly string[] Pure = ["Diffing", "Planning", "Guarding"];

    private static readonly string[] ImpureNamespaces = ["System.IO", "System.Threading.Tasks", "System.Net", "System.Diagnostics", "Microsoft.Extensions.Logging"];

    private static readonly HashSet<string> ImpureTypes = new(StringComparer.Ordinal)
    {
        "System.TimeProvider", "System.Console", "System.Random", "System.Environment", "System.Security.Cryptography.RandomNumberGenerator",
        "System.Collections.Generic.IAsyncEnumerable`1", "System.Runtime.CompilerServices.IAsyncStateMachine", "System.Threading.Thread", "System.Threading.ThreadPool",
    };

    private static readonly HashSet<string> ImpureMembers = new(StringComparer.Ordinal)
    {
        "System.DateTime.get_Now", "System.DateTime.get_UtcNow", "System.DateTime.get_Today", "System.DateTimeOffset.get_Now", "System.DateTimeOffset.get_UtcNow", "System.Guid.NewGuid",
    };

    private static readonly HashSet<string> HarmlessTypes = new(StringComparer.Ordinal)
    {
        "System.Diagnostics.CodeAnalysis", "System.Diagnostics.DebuggerBrowsableAttribute", "System.Diagnostics.DebuggerBrowsableState", "System.Diagnostics.DebuggerHiddenAttribute",
        "System.Diagnostics.DebuggableAttribute", "System.Diagnostics.DebuggerDisplayAttribute", "System.Diagnostics.DebuggerStepThroughAttribute", "System.Diagnostics.UnreachableException",
    };

    [Fact]
    public void The_model_stands_at_the_bottom() => Blueprint.Holds(
        "Model uses nothing else of ours.",
        From("Model").Select(Tell));

    [Fact]
    public void Seams_know_the_model_alone() => Blueprint.Holds(
        "Seams use Model and nothing else of ours.",
        From("Seams").Where(use => Room(use.UsedNamespace) != "Model").Select(Tell));

    [Fact]
    public void Steps_never_use_each_other() => Blueprint.Holds(
        "A step uses Model and Seams; SyncEngine alone composes steps.",
        Steps.SelectMany(From).Where(use => Room(use.UsedNamespace) is not ("Model" or "Seams")).Select(Tell));

    [Fact]
    public void Diffing_planning_and_guarding_know_the_model_alone() => Blueprint.Holds(
        "What decides over people's data sees the Model and nothing else.",
        Pure.SelectMany(From).Where(use => Room(use.UsedNamespace) != "Model").Select(Tell));

    [Fact]
    public void Diffing_planning_and_guarding_are_pure() => Blueprint.Holds(
        "What decides over people's data is a pure function: no async, no I/O, no clock, no chance, no logger.",
        Blueprint.Uses.Where(use => Pure.Any(step => IsIn(use.UserNamespace, step)) && IsImpure(use)).Select(Tell));

    [Fact]
    public void Every_room_of_the_engine_is_known() => Blueprint.Holds(
        "Engine has Model, Seams and the steps; SyncEngine stands at its root.",
        Blueprint.Assemblies[Engine].MainModule.Types
            .Select(type => Room(type.Namespace))
            .Where(room => room is not (null or "" or "Model" or "Seams") && !Steps.Contains(room))
            .Select(room => $"{Engine}.{room} is not in the design")!);

    /// <summary>Whether a use breaks purity.</summary>
    internal static bool IsImpure(TypeUse use) =>
        ImpureTypes.Contains(use.Used)
        || ImpureMembers.Contains($"{use.Used}.{use.Member}")
        || (ImpureNamespaces.Any(space => use.UsedNamespace == space || use.UsedNamespace.StartsWith(space + ".", StringComparison.Ordinal))
            && !HarmlessTypes.Contains(use.Used) && !HarmlessTypes.Contains(use.UsedNamespace));

    private static IEnumerable<TypeUse> From(string room) => Blueprint.HouseUses.Where(use => IsIn(use.UserNamespace, room) && Room(use.UsedNamespace) != room);

    private static bool IsIn(string space, string room) => Room(space) == room;

    // The first folder of the engine a namespace lies in; "" for its root; null outside.
    private static string? Room(string space) =>
        space == Engine ? "" : space.StartsWith(Engine + ".", StringComparison.Ordinal) ? space[(Engine.Length + 1)..].Split('.')[0] : null;

    private static string Tell(TypeUse use) => $"{use.User} uses {use.Used}{(use.Member is null ? "" : "." + use.Member)}";
}
