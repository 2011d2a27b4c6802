using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Restoring;

/// <summary>What is to be brought back: everything one run did, or one name and what lies below it.</summary>
public sealed record RestoreRequest
{
    /// <summary>Id of the run that is undone; null to bring back a name.</summary>
    public string? Run { get; init; }

    /// <summary>Name of the store that holds <see cref="Path"/>; not used with <see cref="Run"/>.</summary>
    public string? Store { get; init; }

    /// <summary>The name that is brought back, with what lies below it.</summary>
    public TreePath Path { get; init; }

    /// <summary>As it stood at this moment; null for the newest version the trash keeps.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Whether what somebody changed since makes way too. It goes to the trash, as everything does that makes way.</summary>
    public bool Force { get; init; }
}

/// <summary>One step of a restore.</summary>
/// <param name="Operation">
/// What is done. For <see cref="OperationKind.Create"/>, <see cref="OperationKind.Replace"/> and <see cref="OperationKind.MakeDirectory"/>
/// <see cref="Operation.From"/> is where the trash keeps it; for <see cref="OperationKind.Move"/> <see cref="Operation.Source"/> is what makes way at the old name.
/// </param>
/// <param name="Refusal">Why it is not done; null when it is.</param>
public sealed record RestoreStep(Operation Operation, string? Refusal = null);

/// <summary>How a restore ended.</summary>
/// <param name="Run">Its own run.</param>
/// <param name="Hint">What else should be known, for people; null for nothing.</param>
public sealed record RestoreResult(RunRecord Run, string? Hint);

/// <summary>There is nothing that could be restored as asked. The message says why.</summary>
public sealed class RestoreException(string message) : Exception(message);
