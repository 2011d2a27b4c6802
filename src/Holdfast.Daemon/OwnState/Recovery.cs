using System.Globalization;
using Holdfast.Adapters.Files;
using Holdfast.Adapters.Sealing;
using Holdfast.Daemon.Restoring;
using Holdfast.State;
using Holdfast.State.Sqlite;

namespace Holdfast.Daemon.OwnState;

/// <summary>What came back, or would.</summary>
/// <param name="Manifest">What the archive says of itself.</param>
/// <param name="ConfigFile">Where the configuration is now.</param>
/// <param name="StateDirectory">Where the state is now.</param>
/// <param name="InTheWay">What stood there and is not the same: moved aside, or the reason why nothing was done.</param>
internal sealed record Recovered(Manifest Manifest, string ConfigFile, string StateDirectory, IReadOnlyList<string> InTheWay);

/// <summary>
/// Puts what an archive holds where it belongs. Everything is unpacked and checked before the first thing takes its place; the configuration
/// comes last, so that nothing works with half of it, and what was cut off can be done again.
/// </summary>
internal sealed class Recovery(IAccounts accounts, bool isPrivileged, TimeProvider time)
{
    private const string Mark = ".recovered";

    /// <summary>Recovers.</summary>
    /// <param name="read">Reads the archive, decrypted, into a file.</param>
    /// <param name="configFile">Where the configuration goes; null for where it was.</param>
    /// <param name="stateDirectory">Where the state goes; null for where it was.</param>
    /// <param name="mayReplace">Asked, with what stands in the way, whether that may be moved aside.</param>
    /// <param name="isDry">Whether nothing is put anywhere.</param>
    /// <param name="cancellation">Gives up; nothing is in its place then.</param>
    /// <exception cref="SealException">The archive cannot be opened, or is not what it should be.</exception>
    /// <exception cref="StateException">Another process is at work on the state that stands in the way.</exception>
    public async Task<Recovered> RecoverAsync(Func<Stream, Task> read, string? configFile, string? stateDirectory, Func<IReadOnlyList<string>, bool> mayReplace, bool isDry, CancellationToken cancellation)
    {
        using var scratch = ScratchDirectory.Make();
        var (plain, content) = (Path.Combine(scratch.Path, "plain"), scratch.Place("content"));
        await using (var file = new FileStream(plain, FileMode.CreateNew)) await read(file);
        var places = new Dictionary<string, string>(StringComparer.Ordinal);
        var manifest = await Archive.UnpackAsync(plain, own => places[own.Name] = Path.Combine(content, places.Count.ToString(CultureInfo.InvariantCulture)), cancellation);
        File.Delete(plain);
        var (config, state) = (configFile ?? manifest.ConfigFile, stateDirectory ?? manifest.StateDirectory);
        await CheckAsync(manifest, places, scratch, cancellation);

        var mark = $"{manifest.Machine} {manifest.Made:o}\n";
        var isPlaced = File.Exists(Path.Combine(state, Mark)) && await File.ReadAllTextAsync(Path.Combine(state, Mark), cancellation) == mark;
        var others = manifest.Files.Where(own => !own.IsState).Select(own => (Own: own, Path: own.Path == manifest.ConfigFile ? config : own.Path)).OrderBy(one => one.Path == config).ToArray();
        var inTheWay = others.Where(one => Path.Exists(one.Path) && !IsSame(places[one.Own.Name], one.Path)).Select(one => one.Path).ToList();
        if (!isPlaced && Directory.Exists(state) && Directory.EnumerateFileSystemEntries(state).Any()) inTheWay.Insert(0, state);
        var told = new Recovered(manifest, config, state, inTheWay);
        if (isDry || (inTheWay.Count > 0 && !mayReplace(inTheWay))) return told;

        cancellation.ThrowIfCancellationRequested();
        foreach (var (own, path) in others.Where(one => one.Path != config)) Place(own, places[own.Name], path);
        if (!isPlaced) PlaceState(manifest, places, state, mark);
        foreach (var (own, path) in others.Where(one => one.Path == config)) Place(own, places[own.Name], path);
        File.Delete(Path.Combine(state, Mark));
        return told with { InTheWay = [] };
    }

    // A state that is opened here is opened by the program that recovers: one from a newer program is refused before anything is touched.
    private static async Task CheckAsync(Manifest manifest, Dictionary<string, string> places, ScratchDirectory scratch, CancellationToken cancellation)
    {
        var trial = scratch.Place("trial");
        var database = manifest.Files.FirstOrDefault(own => own is { IsState: true, Path: SqliteStateDb.FileName }) ?? throw new SealException("it has no state");
        WholeCopy(places[database.Name], Path.Combine(trial, SqliteStateDb.FileName));
        try
        {
            await using var opened = SqliteStateDb.Open(trial);
            if (await opened.CheckAsync(cancellation) is [var wrong, ..]) throw new SealException($"the state in it is damaged: {wrong}");
        }
        catch (StateException e) { throw new SealException($"the state in it cannot be used: {e.Message}", e); }
    }

    private void PlaceState(Manifest manifest, Dictionary<string, string> places, string state, string mark)
    {
        var (above, staged) = (Path.GetDirectoryName(state)!, state + ".recovering");
        Directory.CreateDirectory(above);
        if (Directory.Exists(staged)) PrivateTree.Remove(above, Path.GetFileName(staged));
        MakeDirectory(staged);
        foreach (var own in manifest.Files.Where(own => own.IsState))
        {
            var path = Path.Combine(staged, own.Path);
            for (var at = Path.GetDirectoryName(path)!; at != staged && !Directory.Exists(at); at = Path.GetDirectoryName(at)!) MakeDirectory(at);
            WholeCopy(places[own.Name], path);
            Finish(own, path);
        }
        WholeFile.Write(Path.Combine(staged, Mark), System.Text.Encoding.UTF8.GetBytes(mark), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        if (manifest.Files.FirstOrDefault(own => own is { IsState: true, Path: SqliteStateDb.FileName }) is { } database && isPrivileged) Ownership.Give(staged, IdOf(database.User, database.Uid, accounts.UserId), IdOf(database.Group, database.Gid, accounts.GroupId));
        if (Directory.Exists(state) && !Directory.EnumerateFileSystemEntries(state).Any()) Directory.Delete(state);
        else if (Directory.Exists(state)) MoveAside(state);
        Directory.Move(staged, state);
        WholeFile.Sync(above);
    }

    private void Place(OwnFile own, string content, string path)
    {
        if (Path.Exists(path))
        {
            if (IsSame(content, path)) return;
            MoveAside(path);
        }
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        WholeFile.Write(path, File.ReadAllBytes(content), (UnixFileMode)(own.Mode & 0x1FF));
        Finish(own, path, setsMode: false);
    }

    private void MoveAside(string path)
    {
        // A process that is at work there would go on in what was moved away.
        using var held = Directory.Exists(path) ? StateLock.TryAcquire(path, out _) ?? throw new StateException($"another Holdfast is at work on {path}: stop it first") : null;
        var aside = $"{path}.before-{time.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}";
        if (held is null) File.Move(path, aside);
        else Directory.Move(path, aside);
    }

    private void Finish(OwnFile own, string path, bool setsMode = true)
    {
        if (isPrivileged) Ownership.Give(path, IdOf(own.User, own.Uid, accounts.UserId), IdOf(own.Group, own.Gid, accounts.GroupId));
        if (setsMode && !OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)(own.Mode & 0x1FF));
    }

    // The same account may have another number on another machine.
    private static int IdOf(string? name, int number, Func<string, int?> find) => (name is null ? null : find(name)) ?? number;

    private static void MakeDirectory(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static void WholeCopy(string from, string to)
    {
        using (var source = File.OpenRead(from))
        using (var target = new FileStream(to, FileMode.CreateNew)) source.CopyTo(target);
        WholeFile.Sync(to);
    }

    private static bool IsSame(string content, string path)
    {
        if (!File.Exists(path) || new FileInfo(path).Length != new FileInfo(content).Length) return false;
        return File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(content));
    }
}
