using Holdfast.Contracts;

namespace Holdfast.Daemon.Commands;

/// <summary>Not yet wired.</summary>
internal static class VerifyCommand
{
    public static Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation) => throw new UsageException("verify");
}
