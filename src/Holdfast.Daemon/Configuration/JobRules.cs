using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Configuration;

/// <summary>Turns what a job's configuration says into the rules the engine works by.</summary>
public static class JobRules
{
    /// <summary>Rules of a mirror or copy job for a run that begins now; ages become moments.</summary>
    public static MirrorRules Mirror(JobConfig job, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(job);
        return new MirrorRules
        {
            IsCopy = job.Kind == JobKind.Copy,
            IsBackup = job.Kind == JobKind.Backup,
            Extraneous = job.Extraneous,
            Conflict = job.Conflict,
            Check = job.Check,
            Verify = job.Verify,
            Acl = job.Acl,
            MinSize = job.MinSize,
            MaxSize = job.MaxSize,
            ModifiedAfter = job.MaxAge is { } oldest ? Nanoseconds(now - oldest) : null,
            ModifiedBefore = job.MinAge is { } youngest ? Nanoseconds(now - youngest) : null,
        };
    }

    /// <summary>Rules of a permissions job; names are looked up now.</summary>
    /// <exception cref="ConfigException">A name is not known here; the error names field and line.</exception>
    public static PermissionRules Permissions(HoldfastConfig config, JobConfig job, IAccounts accounts)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(job);
        var owner = job.Owner is null ? new ResolvedOwner(null, null, null) : OwnerResolver.Resolve(job.Owner, accounts);
        var field = $"jobs.{job.Name}.owner";
        if (owner.Problem is not null)
            throw new ConfigException([new ConfigError(config.OriginOf(field) ?? job.Place, field, $"'{job.Owner}'", "a user and a group this machine knows, or numbers", owner.Problem)]);
        return new PermissionRules { Uid = owner.Uid, Gid = owner.Gid, DirectoryMode = job.DirectoryMode, FileMode = job.FileMode, Acl = job.Acl };
    }

    private static long Nanoseconds(DateTimeOffset moment) => (moment - DateTimeOffset.UnixEpoch).Ticks * 100;
}
