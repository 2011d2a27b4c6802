namespace Holdfast.Daemon.Health;

/// <summary>
/// Does the kernel have what safe access to trees needs? By its version: that the calls are allowed too is shown by every
/// store that opens, for without <c>openat2</c> none does.
/// </summary>
internal sealed class KernelCheck : IHealthCheck
{
    private static readonly Version Least = new(5, 10);
    private static readonly Version ChmodByDescriptor = new(6, 6);

    public string Name => "kernel";

    public Task<IReadOnlyList<HealthResult>> LookAsync(HealthContext context, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<HealthResult>>([Judge(context.ReadMachine("/proc/sys/kernel/osrelease")?.Trim())]);

    private static HealthResult Judge(string? release)
    {
        if (release is null || !Version.TryParse(string.Join('.', release.Split('.', '-', '+').Take(2)), out var version))
            return HealthResult.Warning(null, release is null ? "its version cannot be read" : $"its version is not understood: {release}");
        if (version < Least) return HealthResult.Error(null, $"Linux {release} is too old: {Least} or newer is needed (openat2, renameat2)", "upgrade the kernel");
        return HealthResult.Ok(null, version < ChmodByDescriptor ? $"Linux {release}: openat2 and renameat2; modes are set through /proc/self/fd, which is as safe as fchmodat2 (Linux 6.6)"
            : $"Linux {release}: openat2, renameat2 and fchmodat2");
    }
}
