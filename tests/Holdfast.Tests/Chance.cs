using System.Globalization;
using FsCheck;

namespace Holdfast.Tests;

/// <summary>
/// Chance in tests: the same in every run, so that a change is judged by what the one before it was judged by. Whoever looks for more names
/// another seed in HOLDFAST_SEED.
/// </summary>
internal static class Chance
{
    private const int Usual = 20_260_101;

    // Any odd number does.
    private const ulong Gamma = 0x9E37_79B9_7F4A_7C15;

    /// <summary>The seed of this run.</summary>
    public static int Seed { get; } = Environment.GetEnvironmentVariable("HOLDFAST_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Usual;

    /// <summary>How a property is tried.</summary>
    /// <param name="cases">With so many values.</param>
    public static Config Try(int cases = 100) => Config.QuickThrowOnFailure.WithMaxTest(cases).WithReplay((ulong)Seed, Gamma);
}
