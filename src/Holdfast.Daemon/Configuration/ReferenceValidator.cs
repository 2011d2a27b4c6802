namespace Holdfast.Daemon.Configuration;

/// <summary>Checks what one part of a configuration says of another: names, circles, words that exclude each other.</summary>
internal sealed class ReferenceValidator(SettingsMap settings, HoldfastConfig config, List<ConfigError> errors, List<ConfigError> warnings)
{
    private static readonly string[] Owned = ["owner", "directories", "files"];

    /// <summary>Tells everything that does not fit together.</summary>
    public void Check(ConfigSources sources)
    {
        foreach (var store in config.Stores)
        {
            if (store.S3 is { } s3) Bucket(s3, $"stores.{store.Name}.", store.Place);
            if (store.Drive is { } drive) Drive(drive, store, $"stores.{store.Name}.");
            if (store.Kind != StoreKind.S3) Uncounted(store, $"stores.{store.Name}.prices.");
            if (store.Encrypt is null) Unencrypted($"stores.{store.Name}.encrypt.");
        }
        foreach (var job in config.Jobs)
        {
            var at = $"jobs.{job.Name}.";
            if (settings.Find(at + "from") is { } from) Known("stores", at + "from", job.From!, from.Origin);
            if (settings.Find(at + "store") is { } store) Known("stores", at + "store", job.Store!, store.Origin);
            foreach (var item in settings.Items(at + "to")) Known("stores", at + "to", (string)item.Value, item.Origin);
            foreach (var item in settings.Items(at + "after")) Known("jobs", at + "after", (string)item.Value, item.Origin);
            Destinations(job, at);
            Schedule(job, at, sources);
            Limits(job, at);
            if (job.Kind == Configuration.JobKind.Permissions) Permissions(job, at, sources);
            if (job.Kind == Configuration.JobKind.OwnState) OwnState(job, at);
        }
        Circles();
    }

    private void Bucket(S3Config s3, string at, Origin place)
    {
        if (s3.Region is null && s3.Endpoint is null && !settings.IsBroken(at + "region") && !settings.IsBroken(at + "endpoint"))
            errors.Add(new ConfigError(place, at + "region", "nothing", "a region such as eu-west-1, or an endpoint"));
        if ((s3.AccessKey is null) != (s3.SecretKey is null) && !settings.IsBroken(at + "access-key") && !settings.IsBroken(at + "secret-key"))
            errors.Add(new ConfigError(place, at + (s3.AccessKey is null ? "access-key" : "secret-key"), "nothing", "access-key and secret-key together", "say both, or neither and let the usual places of AWS tools say them"));
        if (s3.Endpoint is { } text && (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.PathAndQuery != "/" || url.UserInfo.Length > 0))
            errors.Add(new ConfigError(settings.Find(at + "endpoint")!.Origin, at + "endpoint", $"'{text}'", "http:// or https://, a host, and perhaps a port"));
        if (s3.PartSize is < 5 << 20 or > 1L << 30)
            errors.Add(new ConfigError(settings.Find(at + "part-size")!.Origin, at + "part-size", $"{s3.PartSize} bytes", "a size from 5M to 1G"));
    }

    private void Drive(DriveConfig drive, StoreConfig store, string at)
    {
        if (drive.Endpoint is { } text && (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.PathAndQuery != "/" || url.UserInfo.Length > 0))
            errors.Add(new ConfigError(settings.Find(at + "endpoint")!.Origin, at + "endpoint", $"'{text}'", "http:// or https://, a host, and perhaps a port"));
        foreach (var other in new[] { "shared-drive", "root" })
            if (drive.IsSharedWithMe && settings.Find(at + other) is { } beside) errors.Add(new ConfigError(beside.Origin, at + other, $"'{other}' beside 'shared-with-me'", "one of the two", "remove one", settings.Find(at + "shared-with-me")!.Origin));
        if (drive.IsSharedWithMe && config.Jobs.FirstOrDefault(job => job.WritesDestinations && job.To.Contains(store.Name)) is { } writer)
            errors.Add(new ConfigError(settings.Find(at + "shared-with-me")!.Origin, at + "shared-with-me", $"a store that job '{writer.Name}' writes", "a store that is only read", "what others have shared is never written", writer.Place));
    }

    // A price that is never counted would look as if requests were free.
    private void Uncounted(StoreConfig store, string at)
    {
        foreach (var word in new[] { "put-1000", "get-1000" })
            if (settings.Find(at + word) is { } said) errors.Add(new ConfigError(said.Origin, at + word, $"a price of requests in a store of kind {store.KindWord}", "gb-month, gb-in and gb-out: requests are counted for s3 alone", "remove it"));
    }

    // Words of encryption without a key would look as if something were encrypted.
    private void Unencrypted(string at)
    {
        if (settings.IsBroken(at + "key")) return;
        foreach (var word in new[] { "names", "old-keys", "passphrase" })
            if (settings.Find(at + word) is { } said) errors.Add(new ConfigError(said.Origin, at + "key", "nothing", "where the key is, such as file:/etc/holdfast/backup.key", "make one with: holdfast key create /etc/holdfast/backup.key"));
    }

    private void Known(string where, string path, string name, Origin place)
    {
        var names = settings.Names(where).Select(named => named.Name).ToArray();
        if (names.Contains(name) || settings.IsBroken(where)) return;
        var what = where.TrimEnd('s');
        errors.Add(new ConfigError(place, path, $"the unknown {what} '{name}'", names.Length == 0 ? $"the name of a {what}, but there is none" : $"one of {string.Join(", ", names)}",
            Nearest.Of(name, names) is { } near ? $"did you mean '{near}'?" : $"add it under '{where}:'"));
    }

    private void Destinations(JobConfig job, string at)
    {
        if (settings.Find(at + "to") is { } to && job.To.Count == 0)
            errors.Add(new ConfigError(to.Origin, at + "to", "an empty list", "at least one store"));
        foreach (var twice in settings.Items(at + "to").GroupBy(item => (string)item.Value).Where(group => group.Count() > 1))
            errors.Add(new ConfigError(twice.Last().Origin, at + "to", $"'{twice.Key}' a second time", "each store once", null, twice.First().Origin));
        if (job.Kind != Configuration.JobKind.Verify || settings.IsBroken(at + "from") || settings.IsBroken(at + "to") || settings.IsBroken(at + "store")) return;
        var pair = job.From is not null || job.To.Count > 0;
        if (pair && job.Store is not null)
            errors.Add(new ConfigError(settings.Find(at + "store")!.Origin, at + "store", "'store' beside 'from' and 'to'", "either two stores that are compared, or one", "remove one of the two", settings.Find(at + "from")?.Origin ?? settings.Find(at + "to")!.Origin));
        else if (!pair && job.Store is null)
            errors.Add(new ConfigError(job.Place, at + "store", "nothing", "'from' and 'to' to compare stores, or 'store' for one"));
        else if (pair && (job.From is null || job.To.Count == 0))
            errors.Add(new ConfigError(job.Place, at + (job.From is null ? "from" : "to"), "nothing", "'from' and 'to' together"));
    }

    private void Schedule(JobConfig job, string at, ConfigSources sources)
    {
        if (settings.Find(at + "every") is { } every && settings.Find(at + "cron") is { } cron)
            errors.Add(new ConfigError(cron.Origin, at + "cron", "'cron' beside 'every'", "one of the two", "remove one", every.Origin));
        if (job.Cron is { } text && sources.CheckCron?.Invoke(text) is { } problem)
            errors.Add(new ConfigError(settings.Find(at + "cron")!.Origin, at + "cron", $"'{text}'", "a cron expression of five fields (minute hour day month weekday)", problem));
    }

    private void Limits(JobConfig job, string at)
    {
        if (job.MinSize > job.MaxSize) Contradiction(at, "min-size", "max-size");
        if (job.MinAge > job.MaxAge) Contradiction(at, "min-age", "max-age");
    }

    private void Contradiction(string at, string least, string most)
    {
        var (lower, upper) = (settings.Find(at + least)!, settings.Find(at + most)!);
        var shape = (ScalarShape)lower.Field.Shape;
        errors.Add(new ConfigError(lower.Origin, at + least, $"{shape.Format(lower.Value)}, more than {most}, which is {shape.Format(upper.Value)}", $"at most {most}", "as it stands no file takes part", upper.Origin));
    }

    // The key lies on the machine that is gone when the archive is needed.
    private void OwnState(JobConfig job, string at)
    {
        foreach (var item in settings.Items(at + "to").Where(item => config.FindStore((string)item.Value) is { Encrypt: not null }))
            warnings.Add(new ConfigError(item.Origin, at + "to", $"'{item.Value}', which is encrypted with a key of this machine", "a store that can be read without it: archives are encrypted already", "keep that key elsewhere too, or the archives cannot be found when the machine is gone"));
    }

    private void Permissions(JobConfig job, string at, ConfigSources sources)
    {
        if (job.Owner is null && job.DirectoryMode is null && job.FileMode is null && !Owned.Any(key => settings.IsBroken(at + key)))
            errors.Add(new ConfigError(job.Place, at.TrimEnd('.'), "nothing to keep right", "at least one of owner, directories, files"));
        if (sources.Accounts is not null && job.Owner is not null && OwnerResolver.Resolve(job.Owner, sources.Accounts) is { Problem: { } problem })
            errors.Add(new ConfigError(settings.Find(at + "owner")!.Origin, at + "owner", $"'{job.Owner}'", "a user and a group this machine knows, or numbers", problem));
        foreach (var other in config.Jobs.Where(other => other.WritesDestinations && other.To.Contains(job.Store ?? "")))
            warnings.Add(new ConfigError(job.Place, at.TrimEnd('.'), $"permissions on '{job.Store}', which the job {other.Name} writes with the modes and owners of '{other.From}'", "permissions on the store that is read", $"let the job be about '{other.From}': what it sets is carried on", other.Place));
    }

    // A job that waits for itself, straight or through others, would never run.
    private void Circles()
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (var job in config.Jobs)
        {
            if (told.Contains(job.Name) || Circle(job) is not { } circle) continue;
            told.UnionWith(circle);
            errors.Add(new ConfigError(settings.Find($"jobs.{job.Name}.after")!.Origin, $"jobs.{job.Name}.after", $"a circle: {string.Join(" after ", circle.Append(job.Name))}", "jobs that do not wait for themselves", "remove one 'after' of the circle"));
        }
    }

    private List<string>? Circle(JobConfig start)
    {
        var path = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return Leads(start, start.Name, path, seen) ? path : null;
    }

    private bool Leads(JobConfig from, string goal, List<string> path, HashSet<string> seen)
    {
        path.Add(from.Name);
        foreach (var name in from.After)
        {
            if (name == goal) return true;
            if (seen.Add(name) && config.FindJob(name) is { } next && Leads(next, goal, path, seen)) return true;
        }
        path.RemoveAt(path.Count - 1);
        return false;
    }
}
