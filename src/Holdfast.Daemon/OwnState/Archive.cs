using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Adapters.Sealing;

namespace Holdfast.Daemon.OwnState;

/// <summary>
/// An archive of Holdfast's own state: a line with its version, its key, which is of no use without the passphrase, and then a compressed tar
/// encrypted with that key. Each archive has a key of its own.
/// </summary>
internal static class Archive
{
    private const string Magic = "HOLDFAST-OWN-STATE";
    private const int Version = 1;
    private const int MostKeyBytes = 4096;
    private const string ManifestName = "manifest.json";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes one.</summary>
    /// <param name="manifest">What it holds.</param>
    /// <param name="contentOf">Where the content of a file lies.</param>
    /// <param name="plain">A file that holds everything in clear for a while, in a directory for nobody else; gone afterwards.</param>
    /// <param name="target">Where the archive is written.</param>
    /// <param name="passphrase">The passphrase.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task WriteAsync(Manifest manifest, Func<OwnFile, string> contentOf, string plain, string target, string passphrase, CancellationToken cancellation)
    {
        try
        {
            await using (var file = New(plain))
            await using (var packed = new GZipStream(file, CompressionLevel.Optimal))
            await using (var tar = new TarWriter(packed, TarEntryFormat.Pax))
            {
                await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, ManifestName) { DataStream = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest, ManifestJson.Default.Manifest)) }, cancellation);
                foreach (var own in manifest.Files)
                {
                    await using var content = new FileStream(contentOf(own), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                    await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, own.Name) { DataStream = content, Mode = OwnerOnly }, cancellation);
                }
            }
            await using var from = File.OpenRead(plain);
            await using var to = New(target);
            var key = SealKey.Create(RandomNumberGenerator.Fill);
            var text = Encoding.UTF8.GetBytes(KeyFile.Write(key, passphrase, RandomNumberGenerator.Fill));
            await to.WriteAsync(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Magic} {Version} {text.Length}\n")), cancellation);
            await to.WriteAsync(text, cancellation);
            await SealedStream.SealAsync(from, to, key, RandomNumberGenerator.Fill, cancellation);
        }
        finally { File.Delete(plain); }
    }

    /// <summary>Decrypts one to its end; what was written is worth nothing when it throws.</summary>
    /// <exception cref="SealException">It is none, a newer one, damaged, or the passphrase is another.</exception>
    public static async Task OpenAsync(Stream archive, Stream plain, string passphrase, CancellationToken cancellation)
    {
        var words = (await LineAsync(archive, cancellation)).Split(' ');
        if (words is not [Magic, var said, var size] || !int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var version)) throw new SealException("it is no archive of Holdfast's own state");
        if (version > Version) throw new SealException($"it has version {version}, this program knows {Version}: use a newer Holdfast");
        if (!int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > MostKeyBytes) throw new SealException("it is damaged");
        var text = new byte[length];
        if (await archive.ReadAtLeastAsync(text, length, throwOnEndOfStream: false, cancellation) < length) throw new SealException("it is cut off");
        await SealedStream.OpenAsync(archive, plain, [KeyFile.Read(Encoding.UTF8.GetString(text), passphrase)], cancellation);
    }

    /// <summary>Unpacks what was decrypted into a directory for nobody else.</summary>
    /// <returns>What it holds.</returns>
    /// <exception cref="SealException">It is not what it should be.</exception>
    public static async Task<Manifest> UnpackAsync(string plain, Func<OwnFile, string> placeOf, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(plain);
        await using var packed = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(packed);
        if (await tar.GetNextEntryAsync(copyData: false, cancellation) is not { Name: ManifestName, DataStream: { } told }) throw new SealException("it does not say what it holds");
        var manifest = await JsonSerializer.DeserializeAsync(told, ManifestJson.Default.Manifest, cancellation) ?? throw new SealException("it does not say what it holds");
        if (manifest.Version > Manifest.Newest) throw new SealException($"its contents have version {manifest.Version}, this program knows {Manifest.Newest}: use a newer Holdfast");
        foreach (var own in manifest.Files)
        {
            if (await tar.GetNextEntryAsync(copyData: false, cancellation) is not { } entry || entry.Name != own.Name) throw new SealException($"it lacks {own.Path}");
            await using var target = New(placeOf(own));
            if (entry.DataStream is { } content) await content.CopyToAsync(target, cancellation);
        }
        return manifest;
    }

    private static FileStream New(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    private static async ValueTask<string> LineAsync(Stream stream, CancellationToken cancellation)
    {
        var (line, next) = (new StringBuilder(), new byte[1]);
        while (line.Length < 100 && await stream.ReadAsync(next, cancellation) == 1 && next[0] != '\n') line.Append((char)next[0]);
        return line.ToString();
    }
}
