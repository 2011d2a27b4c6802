using System.Text.Json;
using Holdfast.Contracts.Commands;

namespace Holdfast.Contracts.Api;

/// <summary>A store: where it is, how it stands, and who works with it.</summary>
public sealed record StoreDetail
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its kind.</summary>
    public required string Kind { get; init; }

    /// <summary>Where it is; null for a kind that is nowhere.</summary>
    public string? Location { get; init; }

    /// <summary><c>present</c>, <c>absent</c> or <c>failing</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it is not present, or null.</summary>
    public string? Message { get; init; }

    /// <summary>Bytes free; null when not known.</summary>
    public long? FreeBytes { get; init; }

    /// <summary>Bytes in all; null when not known.</summary>
    public long? SizeBytes { get; init; }

    /// <summary>Share of it in percent that jobs leave free; null when no job writes it.</summary>
    public double? MinFreePercent { get; init; }

    /// <summary>Whether it may be absent.</summary>
    public required bool Removable { get; init; }

    /// <summary>Names of the jobs that read it.</summary>
    public required IReadOnlyList<string> ReadBy { get; init; }

    /// <summary>Names of the jobs that change or check it.</summary>
    public required IReadOnlyList<string> ChangedBy { get; init; }
}

/// <summary>How a try to reach a store ended.</summary>
public sealed record StoreTest
{
    /// <summary>Name of the store.</summary>
    public required string Store { get; init; }

    /// <summary>Whether it was reached, and its root could be looked at.</summary>
    public required bool Reached { get; init; }

    /// <summary>What was seen, in a sentence.</summary>
    public required string Message { get; init; }

    /// <summary>Each thing that was tried, in order.</summary>
    public required IReadOnlyList<CheckRow> Checks { get; init; }

    /// <summary>How long it took.</summary>
    public required double Seconds { get; init; }
}

/// <summary>A report that is kept.</summary>
public sealed record ReportFile
{
    /// <summary>Name of the file, by which it is read.</summary>
    public required string Name { get; init; }

    /// <summary><c>daily</c>, or <c>demand</c> for one that somebody asked for.</summary>
    public required string Kind { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset Written { get; init; }

    /// <summary>Its size.</summary>
    public required long Bytes { get; init; }
}

/// <summary>A file or directory that was found.</summary>
public sealed record FileRow
{
    /// <summary>The job that keeps it.</summary>
    public required string Job { get; init; }

    /// <summary>Name of the store it is kept in.</summary>
    public required string Store { get; init; }

    /// <summary>Its name there; what is not UTF-8 in it is replaced, and <see cref="PathB64"/> has the bytes.</summary>
    public required string Path { get; init; }

    /// <summary>The name's bytes in base 64; null when it is UTF-8.</summary>
    public string? PathB64 { get; init; }

    /// <summary><c>file</c>, <c>directory</c>, <c>link</c> or <c>special</c>; null when not known.</summary>
    public string? Kind { get; init; }

    /// <summary>Its size in bytes; null when not known.</summary>
    public long? Bytes { get; init; }

    /// <summary>When its content was last changed; null when not known.</summary>
    public DateTimeOffset? Modified { get; init; }

    /// <summary><c>kept</c>, or <c>failed</c> for one that the latest run of the job could not carry.</summary>
    public required string State { get; init; }

    /// <summary>Why it failed; null otherwise.</summary>
    public string? Message { get; init; }
}

/// <summary>All that is to be said about one name.</summary>
public sealed record FileExplanation
{
    /// <summary>What decides about it.</summary>
    public required IReadOnlyList<DecisionRow> Decisions { get; init; }

    /// <summary>Where its copies and older versions are.</summary>
    public required IReadOnlyList<CopyRow> Copies { get; init; }

    /// <summary>What runs did to it, the newest first.</summary>
    public required IReadOnlyList<OperationRow> History { get; init; }
}

/// <summary>Brings a name back, with what lies below it.</summary>
public sealed record FileRestore
{
    /// <summary>The name, below the root of the store; null when <see cref="PathB64"/> is given.</summary>
    public string? Path { get; init; }

    /// <summary>The name's bytes in base 64.</summary>
    public string? PathB64 { get; init; }

    /// <summary>Name of the store.</summary>
    public required string Store { get; init; }

    /// <summary>As it stood at this moment; null for the newest version that is kept.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Whether what somebody changed since makes way too; it goes to the trash.</summary>
    public bool Force { get; init; }

    /// <summary>Only tell what would be done.</summary>
    public bool DryRun { get; init; }
}

/// <summary>Undoes a run.</summary>
public sealed record RunRestore
{
    /// <summary>Whether what somebody changed since makes way too; it goes to the trash.</summary>
    public bool Force { get; init; }

    /// <summary>Only tell what would be done.</summary>
    public bool DryRun { get; init; }
}

/// <summary>What a restore does, or would do.</summary>
public sealed record RestoreAnswer
{
    /// <summary>The run that restores; null when it was only asked what would be done.</summary>
    public RunAccepted? Accepted { get; init; }

    /// <summary>What would be done, at most 1,000 steps; empty when it is being done.</summary>
    public IReadOnlyList<OperationRow> Steps { get; init; } = [];

    /// <summary>Whether there are more steps than are told.</summary>
    public bool HasMore { get; init; }
}

/// <summary>The text of the configuration.</summary>
public sealed record SettingsText
{
    /// <summary>The file.</summary>
    public required string File { get; init; }

    /// <summary>What stands in it.</summary>
    public required string Text { get; init; }

    /// <summary>SHA-256 of it, by which a change says what it changes.</summary>
    public required string Digest { get; init; }
}

/// <summary>A text that could be the configuration.</summary>
public sealed record SettingsDraft
{
    /// <summary>The text.</summary>
    public required string Text { get; init; }
}

/// <summary>A new text for the configuration.</summary>
public sealed record SettingsChange
{
    /// <summary>The text.</summary>
    public required string Text { get; init; }

    /// <summary>Digest of the text it was made from: what somebody else changed meanwhile is not overwritten.</summary>
    public required string WasDigest { get; init; }
}

/// <summary>Something that is wrong, or should be looked at, in a text that could be the configuration.</summary>
public sealed record SettingsProblem
{
    /// <summary>Whether it could be used all the same.</summary>
    public required bool IsWarning { get; init; }

    /// <summary>The line, from 1; 0 where there is none.</summary>
    public required int Line { get; init; }

    /// <summary>The column in the line, from 1; 0 where there is none.</summary>
    public required int Column { get; init; }

    /// <summary>Path of the field; empty for the text as a whole.</summary>
    public required string Field { get; init; }

    /// <summary>What stands there.</summary>
    public required string Found { get; init; }

    /// <summary>What could stand there.</summary>
    public required string Expected { get; init; }

    /// <summary>What to do, or null.</summary>
    public string? Advice { get; init; }
}

/// <summary>What became of a text that could be the configuration.</summary>
public sealed record SettingsAnswer
{
    /// <summary>Whether it could be used.</summary>
    public required bool IsValid { get; init; }

    /// <summary>Everything that is wrong or should be looked at.</summary>
    public required IReadOnlyList<SettingsProblem> Problems { get; init; }

    /// <summary>Digest of the text that was saved; null when none was.</summary>
    public string? Digest { get; init; }

    /// <summary>When what was saved takes effect, in a sentence; null when nothing was saved.</summary>
    public string? TakesEffect { get; init; }
}

/// <summary>The effective configuration.</summary>
public sealed record Settings
{
    /// <summary>The file it was read from.</summary>
    public required string File { get; init; }

    /// <summary>Every value that holds, as an object of <c>value</c> and <c>origin</c>, nested as in the file, keys in snake case.</summary>
    public required JsonElement Values { get; init; }
}
