using System.Text.Json;
using Holdfast.Contracts;
using Holdfast.Contracts.Commands;

namespace Holdfast.Daemon.Reports;

/// <summary>Reports for programs: the same facts as in the text. Version 1.</summary>
internal static class ReportJson
{
    public static byte[] Write(string kind, ReportFacts facts)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, PlainJson.Options with { Indented = true }))
        {
            json.WriteStartObject();
            json.WriteNumber("version", 1);
            json.WriteString("kind", kind);
            json.WriteString("since", facts.Since);
            json.WriteString("written", facts.Now);
            json.WriteString("time_zone", facts.Zone.Id);
            json.WriteString("summary", facts.Status.Summary);
            json.WriteNumber("permissions_fixed", facts.PermissionsFixed);
            json.WriteNumber("files_carried", facts.FilesCarried);
            json.WriteNumber("bytes_moved", facts.BytesMoved);
            json.WriteNumber("files_verified", facts.FilesVerified);
            json.WriteNumber("runs", facts.Runs.Count);
            json.WriteNumber("runs_not_in_order", facts.RunsFailed);
            json.WriteString("environments", "not configured");
            json.WriteString("orphans", "not configured");
            json.WritePropertyName("status");
            JsonSerializer.Serialize(json, facts.Status, RowJson.Default.StatusRow);
            json.WriteStartArray("checks");
            foreach (var check in facts.Checks) JsonSerializer.Serialize(json, check, RowJson.Default.CheckRow);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
