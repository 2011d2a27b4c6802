using System.Globalization;
using System.Text.Json;
using Holdfast.Contracts.Api;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Logging;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>The last lines of the log.</summary>
internal static class LogsApi
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts) =>
        api.MapGet("/logs", (string? q, string? level, string? area, string? after, int? limit) => List(parts, q, level, area, after, limit)).Needs(Role.Viewer)
            .WithSummary("The last lines of the log, the newest first, with a text in them, of a level or above, of an area.");

    private static Listing<LogRow> List(ApiParts parts, string? text, string? level, string? area, string? after, int? limit)
    {
        var most = Paging.Limit(limit);
        var least = Paging.Word<LogLevel>("level", level) ?? LogLevel.Debug;
        var before = Paging.Number(after);
        var format = new JsonLogFormat();
        var found = new List<(DateTimeOffset Time, string Line)>();
        foreach (var record in (parts.Services.Ring?.Last(int.MaxValue) ?? []).Reverse())
        {
            if (record.Level < least || (area is not null && record.Area != area) || record.Time.UtcTicks >= (before ?? long.MaxValue)) continue;
            var line = format.Line(record);
            if (!string.IsNullOrEmpty(text) && !line.Contains(text, StringComparison.OrdinalIgnoreCase)) continue;
            found.Add((record.Time, line));
            if (found.Count > most) break;
        }
        return Paging.Cut(found, most, one => Row(one.Line), one => one.Time.UtcTicks.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>A line as the contract has it.</summary>
    public static LogRow Row(LogRecord record) => Row(new JsonLogFormat().Line(record));

    private static LogRow Row(string line) => JsonSerializer.Deserialize(line, RowJson.Default.LogRow) ?? throw new InvalidOperationException("a line of the log is no object");
}
