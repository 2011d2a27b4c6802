using System.Text.Json;
using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>What a remote can do, as rclone tells it.</summary>
internal sealed record RcloneFeatures
{
    // What rclone says of remotes that keep no times: more than any grain.
    private const long NoTimes = 365L * 24 * 3600 * 1_000_000_000;
    private const long Second = 1_000_000_000;

    /// <summary>Whether a name holds an object that is whole or not there, as in buckets; else a file may be seen half written.</summary>
    public bool HasObjects { get; init; }

    /// <summary>Whether directories are there for themselves.</summary>
    public bool HasDirectories { get; init; }

    /// <summary>Whether it renames, or copies, by itself: without the content going to and fro.</summary>
    public bool Moves { get; init; }

    /// <summary>Whether it tells its room.</summary>
    public bool TellsRoom { get; init; }

    /// <summary>Whether names that differ only in case are the same.</summary>
    public bool IgnoresCase { get; init; }

    /// <summary>Whether content whose size is not known beforehand can be sent as it comes; else rclone gathers it in a file of its own first.</summary>
    public bool Streams { get; init; }

    /// <summary>Grain of its times in nanoseconds; 0 when it keeps none.</summary>
    public long Grain { get; init; }

    /// <summary>The hash it tells without reading the content; null when it tells none.</summary>
    public string? Hash { get; init; }

    /// <summary>What of an entry it keeps, sent through rclone.</summary>
    public Fidelity Fidelity => new() { MtimeGrain = Grain, CaseSensitive = !IgnoresCase };

    /// <summary>Reads what <c>operations/fsinfo</c> answers.</summary>
    public static RcloneFeatures Read(JsonElement answer)
    {
        var features = answer.GetProperty("Features");
        var precision = answer.TryGetProperty("Precision", out var told) && told.TryGetInt64(out var grain) ? grain : NoTimes;
        var hashes = answer.TryGetProperty("Hashes", out var all) && all.ValueKind == JsonValueKind.Array ? all.EnumerateArray().Select(hash => hash.GetString() ?? "").ToArray() : [];
        return new RcloneFeatures
        {
            HasObjects = Has("BucketBased"),
            HasDirectories = Has("CanHaveEmptyDirectories"),
            Moves = Has("Move") || Has("Copy"),
            TellsRoom = Has("About"),
            IgnoresCase = Has("CaseInsensitive"),
            Streams = Has("PutStream"),
            // What we hand over says whole seconds.
            Grain = precision >= NoTimes ? 0 : Math.Max(Second, precision),
            Hash = Has("SlowHash") ? null : RcloneHashes.Known.FirstOrDefault(hashes.Contains) ?? hashes.FirstOrDefault(hash => hash.Length > 0 && hash != "none"),
        };

        bool Has(string name) => features.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
    }
}
