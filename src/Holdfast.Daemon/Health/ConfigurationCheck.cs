using Holdfast.Adapters.Files;
using Holdfast.Daemon.Configuration;

namespace Holdfast.Daemon.Health;

/// <summary>Could somebody else change what Holdfast is told to do?</summary>
internal sealed class ConfigurationCheck : IHealthCheck
{
    public string Name => "configuration";

    public Task<IReadOnlyList<HealthResult>> LookAsync(HealthContext context, CancellationToken cancellation)
    {
        var file = context.Config.File;
        var resolved = context.Paths.Resolve(file);
        HealthResult result;
        if (resolved.End is not { } end) result = HealthResult.Error(file, resolved.Trouble ?? "is no longer there", "the daemon goes on with what it read; the next start fails");
        else if (context.IsPrivileged && FileTrust.Problem(resolved, new Origin(OriginKind.File, file), "") is { } problem) result = HealthResult.Error(file, $"is not safe: {problem.Found}", problem.Advice);
        else if (end.Kind == PathStepKind.File && (end.Mode & 0b000_000_010) != 0) result = HealthResult.Error(file, "everybody may write it", $"chmod o-w {file}");
        else result = HealthResult.Ok(file, "is safe from others");
        return Task.FromResult<IReadOnlyList<HealthResult>>([result]);
    }
}
