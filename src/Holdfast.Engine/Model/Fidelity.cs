namespace Holdfast.Engine.Model;

/// <summary>What a store can keep. Two stores are compared only by what both can keep.</summary>
public sealed record Fidelity
{
    /// <summary>Everything a POSIX file system keeps for the superuser.</summary>
    public static Fidelity Full { get; } = new() { Owner = true, Mode = true, Symlinks = true, HardLinks = true, Xattrs = true, MtimeGrain = 1, CaseSensitive = true };

    /// <summary>Owner and group can be set to anything.</summary>
    public bool Owner { get; init; }

    /// <summary>Permission bits are kept.</summary>
    public bool Mode { get; init; }

    /// <summary>Symbolic links are kept as links.</summary>
    public bool Symlinks { get; init; }

    /// <summary>Several names of one file are kept as such.</summary>
    public bool HardLinks { get; init; }

    /// <summary>Extended attributes are kept.</summary>
    public bool Xattrs { get; init; }

    /// <summary>Grain of modification times in nanoseconds; 0 when the store cannot keep them.</summary>
    public long MtimeGrain { get; init; }

    /// <summary>Names that differ only in case are different names.</summary>
    public bool CaseSensitive { get; init; }

    /// <summary>What both of two stores can keep.</summary>
    public static Fidelity Common(Fidelity left, Fidelity right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new Fidelity
        {
            Owner = left.Owner && right.Owner,
            Mode = left.Mode && right.Mode,
            Symlinks = left.Symlinks && right.Symlinks,
            HardLinks = left.HardLinks && right.HardLinks,
            Xattrs = left.Xattrs && right.Xattrs,
            MtimeGrain = left.MtimeGrain == 0 || right.MtimeGrain == 0 ? 0 : Math.Max(left.MtimeGrain, right.MtimeGrain),
            CaseSensitive = left.CaseSensitive && right.CaseSensitive,
        };
    }

    /// <summary>Whether two modification times are the same as far as both stores can tell.</summary>
    public bool SameMtime(long left, long right) => MtimeGrain == 0 || left / MtimeGrain == right / MtimeGrain;
}
