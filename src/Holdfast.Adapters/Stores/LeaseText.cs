using System.Text.Json;

namespace Holdfast.Adapters.Stores;

/// <summary>What the lock of a store on a server says, on every kind of store: JSON with a version, who holds it and until when.</summary>
/// <param name="Holder">A name of one process at most; empty where none is given.</param>
/// <param name="Until">When it runs out unless it is renewed.</param>
/// <param name="Token">What tells this lock from all others; null where its place or its server does.</param>
/// <param name="Epoch">How often the lock has changed hands; null where nothing counts it.</param>
internal sealed record LeaseText(string Holder, DateTimeOffset Until, string? Token = null, long? Epoch = null)
{
    private const int Version = 1;

    /// <summary>What is read from a lock; null when nothing of ours wrote it, or not to its end.</summary>
    public static LeaseText? Read(ReadOnlyMemory<byte> text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            return new LeaseText(
                root.GetProperty("holder").GetString() ?? "",
                root.GetProperty("until").GetDateTimeOffset(),
                root.TryGetProperty("token", out var token) ? token.GetString() : null,
                root.TryGetProperty("epoch", out var epoch) ? epoch.GetInt64() : null);
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or FormatException or InvalidOperationException) { return null; }
    }

    /// <summary>What is written into a lock.</summary>
    public byte[] Write()
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("holder", Holder);
            if (Token is not null) json.WriteString("token", Token);
            if (Epoch is { } epoch) json.WriteNumber("epoch", epoch);
            json.WriteString("until", Until);
            json.WriteEndObject();
        }
        return text.ToArray();
    }

    /// <summary>Whether somebody who asks now may take it: its time is over, or it is what a dead process of the same name left, for no two processes have one name.</summary>
    public bool IsFree(string holder, DateTimeOffset now) => (holder.Length > 0 && Holder == holder) || Until <= now;
}
