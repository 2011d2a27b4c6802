using Holdfast.Contracts.Api;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Health;
using Holdfast.Daemon.Jobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>Stores: where they are, how they stand, and whether they can be reached.</summary>
internal static class StoresApi
{
    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts)
    {
        api.MapGet("/stores", (CancellationToken cancellation) => ListAsync(parts, cancellation)).Needs(Role.Viewer)
            .WithSummary("All stores, in the order of the configuration.");
        api.MapGet("/stores/{name}", async (string name, CancellationToken cancellation) => Detail(parts.Services.Config, Find(parts, name), (await parts.Overview.ReadAsync(cancellation)).Stores)).Needs(Role.Viewer)
            .WithSummary("One store.");
        api.MapPost("/stores/{name}/test", (string name, CancellationToken cancellation) => TestAsync(parts, Find(parts, name), cancellation)).Needs(Role.Operator)
            .WithSummary("Tries a store out, as the command stores test does: whether it can be reached and read, and what it finds out about itself. One that a job writes is written to, in a directory of its own, and left as it was.");
    }

    private static StoreConfig Find(ApiParts parts, string name) => parts.Services.Config.FindStore(name) ?? throw ApiException.NotFound("there is no store of that name");

    private static async Task<Listing<StoreDetail>> ListAsync(ApiParts parts, CancellationToken cancellation)
    {
        var rows = (await parts.Overview.ReadAsync(cancellation)).Stores;
        return new Listing<StoreDetail> { Items = [.. parts.Services.Config.Stores.Select(store => Detail(parts.Services.Config, store, rows))] };
    }

    private static StoreDetail Detail(HoldfastConfig config, StoreConfig store, IReadOnlyList<StoreRow> rows)
    {
        var row = rows.FirstOrDefault(one => one.Name == store.Name);
        var writers = config.Jobs.Where(job => job.WritesDestinations && job.To.Contains(store.Name)).ToArray();
        return new StoreDetail
        {
            Name = store.Name,
            Kind = store.KindWord,
            Location = store.Location,
            State = row?.State ?? "failing",
            Message = row?.Message,
            FreeBytes = row?.FreeBytes,
            SizeBytes = row?.SizeBytes,
            MinFreePercent = writers.Length == 0 ? null : writers.Max(job => job.Guards.MinFreePercent),
            Removable = store.Removable,
            ReadBy = [.. config.Jobs.Where(job => job.From == store.Name).Select(job => job.Name)],
            ChangedBy = [.. config.Jobs.Where(job => JobRequests.DestinationsOf(job).Contains(store.Name)).Select(job => job.Name)],
        };
    }

    private static async Task<StoreTest> TestAsync(ApiParts parts, StoreConfig store, CancellationToken cancellation)
    {
        var services = parts.Services;
        var began = services.Time.GetTimestamp();
        var checks = new List<CheckRow>();
        await foreach (var check in new StoreTester(services.Config, services.OpenAsync).TestAsync(store.Name, cancellation)) checks.Add(check);
        return new StoreTest
        {
            Store = store.Name,
            Reached = checks.TrueForAll(check => check is not { Check: "reach", Result: "error" }),
            Message = checks[0].Message,
            Checks = checks,
            Seconds = Math.Round(services.Time.GetElapsedTime(began).TotalSeconds, 3),
        };
    }
}
