using System.Globalization;
using System.Text.Json;

namespace Holdfast.Engine.Recording;

/// <summary>The first line of a plan file.</summary>
/// <param name="Run">The run whose plan it is.</param>
/// <param name="Job">Name of the job.</param>
/// <param name="Digest">Digest of the operations (see <see cref="PlanDigest"/>).</param>
/// <param name="Created">When the plan was made.</param>
public sealed record PlanHeader(string Run, string Job, string Digest, DateTimeOffset Created)
{
    /// <summary>Version of the format that this program writes, and the newest it reads.</summary>
    public const int Version = 1;

    private const string Format = "holdfast-plan";

    internal byte[] ToLine()
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, OperationJson.WriterOptions))
        {
            writer.WriteStartObject();
            writer.WriteString("format", Format);
            writer.WriteNumber("version", Version);
            writer.WriteString("run", Run);
            writer.WriteString("job", Job);
            writer.WriteString("digest", Digest);
            writer.WriteString("created", Created.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
            writer.WriteEndObject();
        }
        return buffer.ToArray();
    }

    /// <exception cref="FormatException">It is no header of a plan, or of a newer version.</exception>
    internal static PlanHeader Parse(ReadOnlyMemory<byte> line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("format", out var format) || format.GetString() != Format)
                throw new FormatException("this is not a plan of Holdfast");
            var version = root.GetProperty("version").GetInt32();
            if (version is < 1 or > Version)
                throw new FormatException($"the plan has version {version}, and this program knows versions up to {Version}: it was made by a newer Holdfast");
            return new PlanHeader(Text(root, "run"), Text(root, "job"), Text(root, "digest"), root.GetProperty("created").GetDateTimeOffset());
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"this is not the first line of a plan: {wrong.Message}", wrong);
        }
    }

    private static string Text(JsonElement root, string name) => root.GetProperty(name).GetString() ?? throw new FormatException($"'{name}' is missing");
}
