using Holdfast.Contracts.Commands;

namespace Holdfast.Contracts.Events;

/// <summary>Findings that were opened or closed together.</summary>
/// <param name="Count">How many.</param>
/// <param name="Errors">How many of them are errors.</param>
/// <param name="Warnings">How many are warnings.</param>
/// <param name="Infos">How many are good to know.</param>
/// <param name="Codes">How many of each code.</param>
/// <param name="First">The first ten, the most severe first.</param>
public sealed record FindingsData(long Count, long Errors, long Warnings, long Infos, IReadOnlyDictionary<string, long> Codes, IReadOnlyList<FindingRow> First);

/// <summary>What somebody said of a finding.</summary>
/// <param name="Finding">Its number.</param>
/// <param name="Code">Stable name of what was seen.</param>
/// <param name="Path">The name it is about.</param>
/// <param name="Mark"><c>acknowledged</c>, <c>snoozed</c> or <c>open</c>.</param>
/// <param name="Note">Why; null when nothing was said.</param>
/// <param name="Until">Until when it is snoozed.</param>
/// <param name="By">Who said it; null when not known.</param>
public sealed record FindingMarkedData(long Finding, string Code, string Path, string Mark, string? Note, DateTimeOffset? Until, string? By);
