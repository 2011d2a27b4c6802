using Holdfast.Adapters.Files;

namespace Holdfast.Daemon.Configuration;

/// <summary>Whether nobody but root, or the user Holdfast runs as, could have put a program where it is. Pure.</summary>
internal static class ProgramTrust
{
    private const int OthersWrite = 0b000_010_010;
    private const int Sticky = 0b001_000_000_000;

    /// <summary>What others could change on the way to it, in words; null when there is nothing.</summary>
    public static string? Problem(ResolvedPath program, int self)
    {
        foreach (var step in program.Steps)
        {
            if (step.Uid != 0 && step.Uid != self) return FormattableString.Invariant($"{step.Path} belongs to user {step.Uid}, who could put another in its place");
            if (step.Kind == PathStepKind.Link || (step.Mode & OthersWrite) == 0 || (step.Kind == PathStepKind.Directory && (step.Mode & Sticky) != 0)) continue;
            return $"others may write {step.Path} (mode {Convert.ToString(step.Mode, 8)})";
        }
        return null;
    }
}
