using System.Text.Json;
using Holdfast.Adapters.Files;

namespace Holdfast.Daemon.Configuration;

/// <summary>A priority for disks.</summary>
internal sealed class IoPriorityShape : ScalarShape
{
    /// <inheritdoc/>
    public override string Expected => "idle, best-effort, or best-effort and a level from 0 (first) to 7 (last)";

    /// <inheritdoc/>
    public override object? Parse(string text, ParseContext context) => ProcessPriority.ReadIo(text) is not null ? text : null;

    /// <inheritdoc/>
    public override void WriteSchema(Utf8JsonWriter json)
    {
        json.WriteString("type", "string");
        json.WriteString("pattern", "^(idle|best-effort( [0-7])?)$");
    }
}
