namespace Holdfast.Contracts.Control;

/// <summary>A command for the daemon.</summary>
public sealed record ControlRequest
{
    /// <summary>The protocol's version.</summary>
    public int Version { get; init; } = ControlProtocol.Version;

    /// <summary>The command, e.g. <c>run</c>.</summary>
    public required string Command { get; init; }

    /// <summary>Its arguments in order.</summary>
    public IReadOnlyList<string> Args { get; init => field = value ?? []; } = [];

    /// <summary>Its options by name, without dashes; a flag has the value <c>true</c>.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init => field = value ?? new Dictionary<string, string>(); } = new Dictionary<string, string>();
}
