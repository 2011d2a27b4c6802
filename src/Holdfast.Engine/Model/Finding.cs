namespace Holdfast.Engine.Model;

/// <summary>How much a finding matters.</summary>
public enum Severity : byte
{
    /// <summary>Good to know.</summary>
    Info = 0,

    /// <summary>Somebody should look.</summary>
    Warning = 1,

    /// <summary>The job's promise is not kept.</summary>
    Error = 2,
}

/// <summary>What a run or a health check saw.</summary>
/// <param name="Code">Stable name of what was seen, in kebab case: <c>conflict</c>, <c>extraneous</c>, <c>acl</c>, <c>mount-skipped</c>, …</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Path">The name it is about; the root when it is about the whole store.</param>
/// <param name="Message">What was seen, in a sentence.</param>
/// <param name="Advice">What can be done about it, or null.</param>
public sealed record Finding(string Code, Severity Severity, TreePath Path, string Message, string? Advice = null)
{
    /// <summary>Name of the store it was seen in.</summary>
    public string? Store { get; init; }
}
