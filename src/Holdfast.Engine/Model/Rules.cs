namespace Holdfast.Engine.Model;

/// <summary>What happens to things of the destination that the source no longer has.</summary>
public enum ExtraneousRule : byte
{
    /// <summary>They stay, with a finding.</summary>
    Keep,

    /// <summary>They go to the trash, if the baseline says this job placed them and nobody changed them since.</summary>
    Delete,
}

/// <summary>What happens when the destination was changed by somebody else.</summary>
public enum ConflictRule : byte
{
    /// <summary>Theirs stays, with a finding.</summary>
    Keep,

    /// <summary>The source's takes its place; theirs goes to the trash.</summary>
    Overwrite,
}

/// <summary>How closely change is looked for.</summary>
public enum CheckRule : byte
{
    /// <summary>Size, time and inode decide; a first run adopts by size and time.</summary>
    Quick,

    /// <summary>Content is read whenever anything about a file is different from what is recorded, and before adopting.</summary>
    Strict,
}

/// <summary>How what was written is verified.</summary>
public enum VerifyRule : byte
{
    /// <summary>The hash of what was read equals the hash of what was handed to the store.</summary>
    Sent,

    /// <summary>What was written is read back from the medium and compared.</summary>
    Readback,
}

/// <summary>Whether a walk enters other file systems mounted inside a tree.</summary>
public enum MountRule : byte
{
    /// <summary>No, and a finding says so.</summary>
    Skip,

    /// <summary>Yes.</summary>
    Include,
}

/// <summary>What happens to entries that have an access control list.</summary>
public enum AclRule : byte
{
    /// <summary>Their mode is left alone, with a finding: chmod would rewrite the list's mask.</summary>
    Skip,

    /// <summary>Their mode is set all the same.</summary>
    Overwrite,
}

/// <summary>A limit given in percent, in files, or both; what exceeds both is too much.</summary>
/// <param name="Percent">Share of the destination's entries, 0-100; null for none.</param>
/// <param name="Files">Number of files; null for none.</param>
public sealed record MassLimit(double? Percent, long? Files);

/// <summary>What a guard compares a plan with.</summary>
public sealed record GuardRules
{
    /// <summary>The defaults: more than max(50 files, 10 %) deleted, or more than 30 % overwritten, asks.</summary>
    public static GuardRules Default { get; } = new();

    /// <summary>How much may be deleted without asking.</summary>
    public MassLimit MaxDelete { get; init; } = new(10, 50);

    /// <summary>How much may be overwritten without asking.</summary>
    public MassLimit MaxOverwrite { get; init; } = new(30, null);

    /// <summary>Share of a destination that must stay free, in percent.</summary>
    public double MinFreePercent { get; init; } = 1;
}

/// <summary>What trash keeps.</summary>
/// <param name="Keep">For how long.</param>
/// <param name="MaxPercent">At most this share of the store's size; the oldest go first.</param>
public sealed record TrashRules(TimeSpan Keep, double MaxPercent)
{
    /// <summary>30 days, 10 %.</summary>
    public static TrashRules Default { get; } = new(TimeSpan.FromDays(30), 10);
}

/// <summary>Rules of a <c>mirror</c> or <c>copy</c> job.</summary>
public sealed record MirrorRules
{
    /// <summary>A copy adds and updates, and never removes or renames anything of the destination.</summary>
    public bool IsCopy { get; init; }

    /// <summary>A backup: what the source no longer has stays, and is noted once with the moment it was missed.</summary>
    public bool IsBackup { get; init; }

    /// <summary>What happens to things the source no longer has.</summary>
    public ExtraneousRule Extraneous { get; init; }

    /// <summary>What happens when somebody else changed the destination.</summary>
    public ConflictRule Conflict { get; init; }

    /// <summary>How closely change is looked for.</summary>
    public CheckRule Check { get; init; }

    /// <summary>How what was written is verified.</summary>
    public VerifyRule Verify { get; init; }

    /// <summary>Entries with an access control list.</summary>
    public AclRule Acl { get; init; }

    /// <summary>Files larger than this stay out; null for no limit.</summary>
    public long? MaxSize { get; init; }

    /// <summary>Files smaller than this stay out; null for no limit.</summary>
    public long? MinSize { get; init; }

    /// <summary>Files modified before this moment (nanoseconds since 1970) stay out; null for no limit.</summary>
    public long? ModifiedAfter { get; init; }

    /// <summary>Files modified after this moment (nanoseconds since 1970) stay out; null for no limit.</summary>
    public long? ModifiedBefore { get; init; }
}

/// <summary>Rules of a <c>permissions</c> job. What is null is left alone.</summary>
public sealed record PermissionRules
{
    /// <summary>Owner's number.</summary>
    public int? Uid { get; init; }

    /// <summary>Group's number.</summary>
    public int? Gid { get; init; }

    /// <summary>Mode of directories, 9 bits; a setgid bit already there stays.</summary>
    public int? DirectoryMode { get; init; }

    /// <summary>Mode of files, 9 bits; set-id bits are always cleared.</summary>
    public int? FileMode { get; init; }

    /// <summary>Entries with an access control list.</summary>
    public AclRule Acl { get; init; }
}
