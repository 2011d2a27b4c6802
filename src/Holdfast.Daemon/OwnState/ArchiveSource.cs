using Holdfast.Adapters.Sealing;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Jobs;

namespace Holdfast.Daemon.OwnState;

/// <summary>Where archives are looked for, as somebody on a bare machine says it.</summary>
internal static class ArchiveSource
{
    /// <summary>
    /// Reads the newest archive that is whole: a file itself, those of a directory, of <c>sftp://USER@HOST:PORT/PATH</c>, of <c>s3://BUCKET/PREFIX?region=R&amp;endpoint=URL</c>,
    /// or of a store in a configuration, which is any file that ends in <c>.yaml</c>.
    /// </summary>
    /// <param name="from">What was said; a path is absolute.</param>
    /// <param name="store">The store of a configuration that has several; null for the only one.</param>
    /// <param name="machine">Only archives of a machine; null for the one there is.</param>
    /// <param name="sources">How configurations are read.</param>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="take">Takes what reads one, decrypted, into a stream.</param>
    /// <param name="note">Told which archive is taken, and which was not.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="JobException">There is none, or it must be said which; the message says so.</exception>
    /// <exception cref="SealException">None can be opened.</exception>
    public static async Task<T> ReadAsync<T>(string from, string? store, string? machine, ConfigSources sources, string passphrase, Func<Func<Stream, Task>, Task<T>> take, Action<string> note, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(from);
        if (File.Exists(from) && !IsYaml(from))
        {
            return await take(async plain =>
            {
                await using var file = File.OpenRead(from);
                await Archive.OpenAsync(file, plain, passphrase, cancellation);
            });
        }
        var config = Read(from, sources);
        var name = store ?? (config.Stores is [var only] ? only.Name : throw new JobException($"{from} has several stores: say which with --store {string.Join(" | ", config.Stores.Select(one => one.Name))}"));
        await using var opened = await new StoreOpener(config, time).OpenAsync(name, null, writable: false, cancellation);
        var shelf = new ArchiveShelf(opened);
        var found = await shelf.ListAsync(machine, cancellation);
        if (found.Count == 0) throw new JobException($"there is no archive of Holdfast's own state in {opened.Facts.Location} ({ArchiveName.Folder}/)");
        var machines = found.Select(one => one.Name.Machine).Distinct(StringComparer.Ordinal).ToArray();
        if (machines.Length > 1) throw new JobException($"there are archives of several machines: say which with --machine {string.Join(" | ", machines)}");
        SealException? first = null;
        foreach (var (archive, entry) in found)
        {
            try
            {
                var taken = await take(plain => shelf.ReadAsync(entry, stream => Archive.OpenAsync(stream, plain, passphrase, cancellation), cancellation));
                note($"taken: {archive.Text}");
                return taken;
            }
            catch (SealException e)
            {
                first ??= e;
                note($"{archive.Text} cannot be used: {e.Message}");
            }
        }
        throw first!;
    }

    private static HoldfastConfig Read(string from, ConfigSources sources)
    {
        var text = IsYaml(from) ? null : $"stores:\n  from: {{ {Store(from)} }}\n";
        var result = ConfigLoader.Load(sources with { File = text is null ? from : "--from", Text = text });
        return result.Config ?? throw new JobException(string.Join('\n', result.Errors.Select(error => error.ToString())));
    }

    private static string Store(string from)
    {
        if (!Uri.TryCreate(from, UriKind.Absolute, out var url) || url.Scheme == Uri.UriSchemeFile) return $"kind: local, path: {YamlText.Scalar(from)}, watch: off";
        var said = url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2)).Where(part => part.Length == 2).Select(part => $", {part[0]}: {YamlText.Scalar(Uri.UnescapeDataString(part[1]))}");
        var path = Uri.UnescapeDataString(url.AbsolutePath);
        return url.Scheme switch
        {
            "sftp" => $"kind: sftp, host: {YamlText.Scalar(url.Host)}, path: {YamlText.Scalar(path)}{(url.UserInfo.Length > 0 ? $", user: {YamlText.Scalar(Uri.UnescapeDataString(url.UserInfo))}" : "")}{(url.Port > 0 ? $", port: {url.Port}" : "")}{string.Concat(said)}",
            "s3" => $"kind: s3, bucket: {YamlText.Scalar(url.Host)}{(path.Trim('/').Length > 0 ? $", prefix: {YamlText.Scalar(path.Trim('/'))}" : "")}{string.Concat(said)}",
            _ => throw new JobException($"'{url.Scheme}://' is not known here: expected a directory, an archive, sftp://, s3://, or a configuration that names the store"),
        };
    }

    private static bool IsYaml(string from) => from.EndsWith(".yaml", StringComparison.OrdinalIgnoreCase) || from.EndsWith(".yml", StringComparison.OrdinalIgnoreCase);
}
