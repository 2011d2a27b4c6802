using System.Globalization;

namespace Holdfast.State.Sqlite;

/// <summary>A version of SQLite.</summary>
/// <param name="Number">As SQLite counts: 3040001 is 3.40.1.</param>
public readonly record struct SqliteVersion(int Number)
{
    /// <summary>As people write it: <c>3.40.1</c>.</summary>
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{Number / 1_000_000}.{Number / 1_000 % 1_000}.{Number % 1_000}");

    /// <summary>What should be known of this version, or null.</summary>
    public string? Warning => HasWalResetBug
        ? $"SQLite {Text} can lose committed pages when two connections write and checkpoint at once (fixed in 3.51.3, 3.50.7 and 3.44.6). "
            + "Holdfast writes and checkpoints through one connection, so its state is not exposed; do not let other programs write to it."
        : null;

    private bool HasWalResetBug => Number switch
    {
        < 3_007_000 or >= 3_051_003 => false,
        >= 3_050_007 and < 3_051_000 => false,
        >= 3_044_006 and < 3_045_000 => false,
        _ => true,
    };
}
