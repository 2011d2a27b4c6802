using Holdfast.Contracts;
using Holdfast.Contracts.Api;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Accounts;
using Holdfast.Daemon.Commands;
using Holdfast.Daemon.Explaining;
using Holdfast.Daemon.Jobs;
using Holdfast.Daemon.Restoring;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Daemon.Api;

/// <summary>Files: where they are, why, what became of them, and bringing them back.</summary>
internal static class FilesApi
{
    private const int MostSteps = 1000;
    private const int HistoryDepth = 100;

    /// <summary>Adds the routes.</summary>
    public static void Map(IEndpointRouteBuilder api, ApiParts parts)
    {
        api.MapGet("/files", (string? q, string? store, string? state, string? after, int? limit, CancellationToken cancellation) => SearchAsync(parts, q, store, state, after, limit, cancellation)).Needs(Role.Viewer)
            .WithSummary("Files and directories that jobs keep, or could not carry, with a text in their names.");
        api.MapGet("/files/explain", (string? path, string? path_b64, string store, CancellationToken cancellation) => ExplainAsync(parts, Find(parts, path, path_b64, store), cancellation)).Needs(Role.Viewer)
            .WithSummary("Which rule, filter or guard decides about a name, where its copies are, and what runs did to it.");
        api.MapGet("/files/history", (string? path, string? path_b64, string store, CancellationToken cancellation) => HistoryAsync(parts, Find(parts, path, path_b64, store), cancellation)).Needs(Role.Viewer)
            .WithSummary("What runs did to a name, the newest first.");
        api.MapPost("/files/restore", (FileRestore restore, CancellationToken cancellation) => RestoreAsync(parts, restore, cancellation)).Needs(Role.Operator)
            .WithSummary("Brings a name back, with what lies below it. The answer does not wait for the end.");
        api.MapPost("/runs/{id}/restore", (string id, RunRestore restore, CancellationToken cancellation) => RestoreAsync(parts, id, restore, cancellation)).Needs(Role.Operator)
            .WithSummary("Undoes a run. The answer does not wait for the end.");
    }

    private static async Task<Listing<FileRow>> SearchAsync(ApiParts parts, string? text, string? store, string? state, string? after, int? limit, CancellationToken cancellation)
    {
        var most = Paging.Limit(limit);
        if (state is not (null or "kept" or "failed")) throw ApiException.Wrong("state is kept or failed");
        if (store is not null && parts.Services.Config.FindStore(store) is null) throw ApiException.NotFound("there is no store of that name");
        var query = new FileQuery(text ?? "", store, state == "failed", after, most + 1);
        var found = await parts.Services.State.Views.FilesAsync(query, cancellation);
        return Paging.Cut(found, most, Row, file => file.Cursor);
    }

    private static FileRow Row(FoundFile file) => new()
    {
        Job = file.Job,
        Store = file.Store,
        Path = Rows.Text(file.Path),
        PathB64 = Rows.Base64(file.Path),
        Kind = file.Kind switch { EntryKind.File => "file", EntryKind.Directory => "directory", EntryKind.Symlink => "link", null => null, _ => "special" },
        Bytes = file.Bytes,
        Modified = file.Modified,
        State = file.Failure is null ? "kept" : "failed",
        Message = file.Failure,
    };

    private static StorePath Find(ApiParts parts, string? path, string? bytes, string store)
    {
        if (parts.Services.Config.FindStore(store) is null) throw ApiException.NotFound("there is no store of that name");
        var text = bytes is null ? path : ByteText.OfBase64(bytes) ?? throw ApiException.Wrong("path_b64 is no base 64");
        if (text is null) throw ApiException.Wrong("say which path, or path_b64");
        if (text.Contains('\0', StringComparison.Ordinal)) throw ApiException.Wrong("a path has no NUL in it");
        try { return new StorePaths(parts.Services.Config, parts.Services.Paths).Find(text, store); }
        catch (JobException e) { throw ApiException.Wrong(e.Message); }
    }

    private static async Task<FileExplanation> ExplainAsync(ApiParts parts, StorePath where, CancellationToken cancellation)
    {
        var services = parts.Services;
        var told = await new Explainer(services.Config, services.State, services.OpenAsync, services.Requests, services.Time).ExplainAsync(where, cancellation);
        return new FileExplanation { Decisions = told.Decisions, Copies = told.Copies, History = [.. told.History.Select(one => Rows.Of(one.Run.Id, one.Outcome.Operation, one.Outcome))] };
    }

    private static async Task<Listing<OperationRow>> HistoryAsync(ApiParts parts, StorePath where, CancellationToken cancellation)
    {
        var history = await parts.Services.State.Runs.HistoryAsync(where.Path, HistoryDepth, cancellation);
        return new Listing<OperationRow> { Items = [.. history.Where(one => one.Run.Destination == where.Store || one.Run.Source == where.Store).Select(one => Rows.Of(one.Run.Id, one.Outcome.Operation, one.Outcome))] };
    }

    private static Task<RestoreAnswer> RestoreAsync(ApiParts parts, FileRestore asked, CancellationToken cancellation)
    {
        var where = Find(parts, asked.Path, asked.PathB64, asked.Store);
        return RestoreAsync(parts, new RestoreRequest { Store = where.Store, Path = where.Path, At = asked.At, Force = asked.Force }, where.Store, asked.DryRun, cancellation);
    }

    private static async Task<RestoreAnswer> RestoreAsync(ApiParts parts, string id, RunRestore asked, CancellationToken cancellation)
    {
        var run = await parts.Services.State.Runs.FindAsync(id, cancellation) ?? throw ApiException.NotFound("there is no run of that id");
        return await RestoreAsync(parts, new RestoreRequest { Run = run.Id, Force = asked.Force }, run.Destination, asked.DryRun, cancellation);
    }

    private static async Task<RestoreAnswer> RestoreAsync(ApiParts parts, RestoreRequest request, string store, bool isDry, CancellationToken cancellation)
    {
        var services = parts.Services;
        var restorer = services.Restorer;
        if (!isDry)
        {
            var accepted = await parts.Errands.BeginAsync(Restorer.Kind, async (begun, token) =>
            {
                var result = await services.Gate.ReserveAsync([store], within => restorer.RunAsync(request, (run, progress) => begun(run, progress), within), token);
                RunLog.Tell(services.Log, result.Run);
                return [result.Run];
            });
            parts.Overview.Forget();
            return new RestoreAnswer { Accepted = accepted };
        }
        var steps = new List<OperationRow>();
        await foreach (var step in restorer.PlanAsync(request, cancellation))
        {
            if (steps.Count == MostSteps) return new RestoreAnswer { Steps = steps, HasMore = true };
            steps.Add(Rows.Of("", step.Operation) with { Seq = steps.Count + 1, Message = step.Refusal });
        }
        return new RestoreAnswer { Steps = steps };
    }
}
