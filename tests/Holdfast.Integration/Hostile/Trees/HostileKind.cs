namespace Holdfast.Integration.Hostile.Trees;

/// <summary>
/// One kind of malicious or odd tree, and what a job makes of it. The scripts are bash; they know <c>$S</c> (the source),
/// <c>$D</c> (the destination), <c>$C</c> (the canary) and <c>$T</c> (the tree of the permissions job).
/// </summary>
/// <param name="Name">What it is.</param>
/// <param name="Prepare">Makes the tree.</param>
internal sealed record HostileKind(string Name, string Prepare)
{
    /// <summary>Done after a first, undisturbed run; the next one is looked at. Null to look at the first.</summary>
    public string? Then { get; init; }

    /// <summary>Done between making a plan and applying it; null to do both at once.</summary>
    public string? Between { get; init; }

    /// <summary>Goes on during the run; says <c>ready</c> when it has begun.</summary>
    public string? During { get; init; }

    /// <summary>Further words of the mirror job.</summary>
    public string Words { get; init; } = "";

    /// <summary>Whether only the superuser can make it, or meets it.</summary>
    public bool NeedsRoot { get; init; }

    /// <summary>Whether it takes long to make: the run as an ordinary user leaves it out.</summary>
    public bool IsBig { get; init; }

    /// <summary>Whether the permissions job works on the destination instead of the source.</summary>
    public bool OnDestination { get; init; }

    /// <summary>Names of the canary to which the script makes hard links.</summary>
    public IReadOnlyList<string> Linked { get; init; } = [];

    /// <summary>What a mirror makes of it; null when it means nothing to one.</summary>
    public Outcome? Mirror { get; init; }

    /// <summary>What a permissions job makes of it; null when it means nothing to one.</summary>
    public Outcome? Permissions { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>What is expected of a run.</summary>
/// <param name="State">How it ends; several where it depends on who was faster, parted by <c>|</c>.</param>
/// <param name="Findings">Its findings as <c>code:path</c>, parted by blanks, in any order; <c>*</c> for whatever.</param>
internal sealed record Outcome(string State, string Findings = "")
{
    /// <summary>A script that must hold afterwards.</summary>
    public string Check { get; init; } = "";

    /// <summary>What the run's message contains.</summary>
    public string Message { get; init; } = "";

    /// <summary>Whether what lies beside must have been done all the same.</summary>
    public bool Bystanders { get; init; } = true;

    /// <summary>Done, and nothing to say.</summary>
    public static Outcome Done => new("Succeeded");

    /// <summary>Source and destination hold the same under a name.</summary>
    public static Outcome Same(string names) => Done with { Check = $"for n in {names}; do diff -r --no-dereference $S/$n $D/$n; [ \"$(stat -c '%a %u %g %Y %F' $S/$n)\" = \"$(stat -c '%a %u %g %Y %F' $D/$n)\" ]; done" };
}
