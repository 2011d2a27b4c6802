using System.Globalization;
using Holdfast.Contracts.Api;
using Holdfast.Daemon.Accounts;
using Holdfast.Engine.Seams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>How everything stands, and how it went.</summary>
internal static class StatusApi
{
    private const int MostDays = 366;

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts)
    {
        api.MapGet("/status", (HttpContext context, CancellationToken cancellation) => WriteAsync(context, parts, cancellation)).Needs(Role.Viewer).Produces<Overview>()
            .WithSummary("How everything stands, on one screen.");
        api.MapGet("/stats", (int? days, CancellationToken cancellation) => StatsAsync(parts, days ?? 30, cancellation)).Needs(Role.Viewer)
            .WithSummary("What the runs of each day did, the oldest day first; days without any are given with zeros.");
    }

    /// <summary>Answers with how everything stands. What many ask for is made once.</summary>
    public static async Task WriteAsync(HttpContext context, ApiParts parts, CancellationToken cancellation)
    {
        var json = await parts.Overview.JsonAsync(cancellation);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = json.Length;
        await context.Response.BodyWriter.WriteAsync(json, cancellation);
    }

    private static async Task<Listing<DayRow>> StatsAsync(ApiParts parts, int days, CancellationToken cancellation)
    {
        if (days is < 1 or > MostDays) throw ApiException.Wrong($"days is a number from 1 to {MostDays}");
        var zone = parts.Services.Config.TimeZone;
        var today = Day(parts.Services.Time.GetUtcNow(), zone);
        var first = today.AddDays(1 - days);
        var midnight = first.ToDateTime(TimeOnly.MinValue);
        var since = new DateTimeOffset(midnight, zone.GetUtcOffset(midnight));
        var hours = (await parts.Services.State.Views.HoursAsync(since.ToUniversalTime(), cancellation)).ToLookup(hour => Day(hour.Hour, zone), hour => hour.Sums);
        return new Listing<DayRow> { Items = [.. Enumerable.Range(0, days).Select(first.AddDays).Select(day => Row(day, hours[day]))] };
    }

    private static DateOnly Day(DateTimeOffset moment, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(moment, zone).DateTime);

    private static DayRow Row(DateOnly day, IEnumerable<RunSums> hours) => hours.Aggregate(
        new DayRow { Day = day.ToString("O", CultureInfo.InvariantCulture), Runs = 0, Failures = 0, Bytes = 0, Files = 0, Seconds = 0, WorstLagSeconds = 0 },
        (row, hour) => row with
        {
            Runs = row.Runs + hour.Runs,
            Failures = row.Failures + hour.Failures,
            Bytes = row.Bytes + hour.Bytes,
            Files = row.Files + hour.Files,
            Seconds = Math.Round(row.Seconds + hour.Seconds, 3),
            WorstLagSeconds = Math.Max(row.WorstLagSeconds, Math.Round(hour.WorstLag, 3)),
        });
}
