using Holdfast.Adapters.Files;
using Holdfast.Adapters.Sealing;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Restoring;
using Holdfast.Engine;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State;

namespace Holdfast.Daemon.OwnState;

/// <summary>Copies a database as it is at one moment into a new file, beside those who write it.</summary>
internal delegate Task Snapshot(string file, CancellationToken cancellation);

/// <summary>
/// Backs Holdfast's own configuration, state and keys up: an encrypted archive in each destination, opened again where it lies before
/// it counts, of which the newest are kept.
/// </summary>
internal sealed class OwnStateJob(HoldfastConfig config, IStateDb state, StoreOpener stores, SecretReader secrets, IAccounts accounts, LiveRuns live, Snapshot snapshot, TimeProvider time)
{
    /// <summary>How the directories begin in which archives are made.</summary>
    public const string Scratch = "own-state-";

    private const int LeastPassphrase = 12;
    private readonly OwnFiles _files = new(config, new SystemPathResolver(), accounts);

    /// <summary>Makes an archive and brings it to a destination.</summary>
    public async Task<RunRecord> RunAsync(JobConfig job, RunRecord run, CancellationToken cancellation)
    {
        var before = await StoresBefore.ReadAsync(state.Stores, cancellation);
        await using var store = await stores.OpenAsync(run.Destination, job, writable: true, cancellation);
        StorePresence.Check(before, store.Facts);
        var passphrase = await PassphraseAsync(job, cancellation);
        using var place = ScratchDirectory.Make(config.StateDirectory, $"{Scratch}{run.Destination}-{run.Id}");
        // Before the run is recorded: an archive must not tell of a run that is at work for ever.
        var archive = await MakeAsync(place, run, passphrase, cancellation);
        await state.Runs.BeginAsync(run, cancellation);
        var progress = new RunProgress { Phase = "transfer", TotalOperations = 1, TotalBytes = new FileInfo(archive).Length };
        using var shown = live.Begin(run, progress);
        await using var held = store.Ask<ILockingStore>() is { } locking
            ? await locking.TryLockAsync(cancellation) ?? throw new StoreException(run.Destination, TreePath.Root, StoreFault.Unavailable, "another run is changing this store") : null;
        await state.Stores.SaveAsync(KnownStore.Of(store.Facts, time.GetUtcNow()), cancellation);
        var name = ArchiveName.Of(Environment.MachineName, run.Started);
        await WriteAsync(store, name, archive, cancellation);
        await ProveAsync(store, name, passphrase, cancellation);
        var removed = await PruneAsync(store, name.Machine, job.Archives, cancellation);
        return await EndAsync(job, run, new Tally { Creates = 1, Removes = removed, Done = 1 + removed, Bytes = progress.TotalBytes, BytesDone = progress.TotalBytes }, cancellation);
    }

    private async ValueTask<string> PassphraseAsync(JobConfig job, CancellationToken cancellation)
    {
        try
        {
            var passphrase = await secrets.ReadAsync(job.Passphrase!, cancellation);
            return passphrase.Length >= LeastPassphrase ? passphrase : throw new JobException($"job '{job.Name}': the passphrase has fewer than {LeastPassphrase} characters; whoever finds the archive could try them all");
        }
        catch (SecretException e) { throw new JobException($"job '{job.Name}': the passphrase cannot be had: {e.Message}"); }
    }

    private async Task<string> MakeAsync(ScratchDirectory place, RunRecord run, string passphrase, CancellationToken cancellation)
    {
        var databases = new List<OwnFile> { _files.Database(SqliteStateDb.FileName) };
        await snapshot(In(place, SqliteStateDb.FileName), cancellation);
        await RecordAsync(place, run, cancellation);
        if (await new SyncState(config.StateDirectory).SnapshotAsync(In(place, SyncState.FileName), cancellation)) databases.Add(_files.Database(SyncState.FileName));
        var manifest = new Manifest
        {
            Program = ProgramVersion.Text,
            Machine = Environment.MachineName,
            Made = time.GetUtcNow(),
            ConfigFile = config.File,
            StateDirectory = config.StateDirectory,
            Outside = _files.Outside(),
            Files = [.. _files.Find(), .. databases],
        };
        var archive = In(place, "archive");
        await Archive.WriteAsync(manifest, own => databases.Contains(own) ? In(place, own.Path) : own.IsState ? Path.Combine(config.StateDirectory, own.Path) : own.Path, In(place, "plain"), archive, passphrase, cancellation);
        return archive;
    }

    /// <summary>Records the run in the copy, as one that succeeded: nobody gets anything from an archive that does not lie whole where it belongs.</summary>
    private async Task RecordAsync(ScratchDirectory place, RunRecord run, CancellationToken cancellation)
    {
        await using var copy = SqliteStateDb.Open(place.Path);
        await copy.Runs.BeginAsync(run, cancellation);
        await copy.Runs.UpdateAsync(run with { State = RunState.Succeeded, Ended = time.GetUtcNow(), Tally = new Tally { Creates = 1, Done = 1 } }, cancellation);
    }

    private async Task WriteAsync(IStore store, ArchiveName name, string archive, CancellationToken cancellation)
    {
        var owner = new SystemPathResolver().Resolve(config.StateDirectory).End;
        var wanted = new Entry { Path = name.Path, Kind = EntryKind.File, Size = new FileInfo(archive).Length, Mode = 0x180, Uid = owner?.Uid ?? 0, Gid = owner?.Gid ?? 0, Mtime = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100 };
        if (store.Ask<IDirectoryStore>() is { } directories && await store.StatAsync(ArchiveName.Directory, cancellation) is null)
            await directories.MakeDirectoryAsync(wanted with { Path = ArchiveName.Directory, Kind = EntryKind.Directory, Size = 0, Mode = 0x1C0 }, cancellation);
        await using var content = new FileContent(archive, wanted);
        await store.WriteAsync(new WriteRequest { Wanted = wanted, Content = content, Replaces = await store.StatAsync(name.Path, cancellation) }, cancellation);
    }

    private static async Task ProveAsync(IStore store, ArchiveName name, string passphrase, CancellationToken cancellation)
    {
        var written = await store.StatAsync(name.Path, cancellation) ?? throw new StoreException(store.Facts.Name, name.Path, StoreFault.Other, "what was written is not there");
        try { await new ArchiveShelf(store).ReadAsync(written, stream => Archive.OpenAsync(stream, Stream.Null, passphrase, cancellation), cancellation); }
        catch (SealException e) { throw new StoreException(store.Facts.Name, name.Path, StoreFault.Other, $"what was written cannot be read back: {e.Message}", e); }
    }

    private static async Task<int> PruneAsync(IStore store, string machine, int most, CancellationToken cancellation)
    {
        var old = (await new ArchiveShelf(store).ListAsync(machine, cancellation)).Skip(most).ToArray();
        foreach (var (_, entry) in old) await store.DeleteAsync(entry, cancellation);
        return old.Length;
    }

    private async Task<RunRecord> EndAsync(JobConfig job, RunRecord run, Tally tally, CancellationToken cancellation)
    {
        var outside = _files.Outside();
        var findings = outside.Count == 0 ? Array.Empty<Finding>() :
            [new Finding("outside", Severity.Info, TreePath.Root, $"a new machine needs what is not in the archive: {string.Join(", ", outside)}", "keep it where you keep the passphrase, or name files instead") { Store = run.Destination }];
        await state.Findings.ReplaceAsync(job.Name, run.Destination, Scope.All, findings, time.GetUtcNow(), cancellation);
        run = run with { State = RunState.Succeeded, Ended = time.GetUtcNow(), Tally = tally };
        await state.Runs.UpdateAsync(run, cancellation);
        return run;
    }

    private static string In(ScratchDirectory place, string name) => Path.Combine(place.Path, name);
}
