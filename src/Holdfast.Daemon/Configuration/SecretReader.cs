using Holdfast.Adapters.Files;
using Holdfast.Adapters.Programs;

namespace Holdfast.Daemon.Configuration;

/// <summary>A secret could not be read. The message names the place and never what was found there.</summary>
public sealed class SecretException(string message) : Exception(message);

/// <summary>Reads secrets from where the configuration says they are, each time they are needed: one that was changed holds from then on.</summary>
/// <param name="paths">Looks at paths.</param>
/// <param name="variable">The environment.</param>
/// <param name="isPrivileged">Whether this process is the superuser or has its capabilities: then programs and files must be safe from others.</param>
/// <param name="time">The clock.</param>
public sealed class SecretReader(IPathResolver paths, Func<string, string?> variable, bool isPrivileged, TimeProvider time)
{
    private const int LongestSecret = 64 << 10;
    private const int OthersReadOrChange = 0b000_010_110;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The secret: the first line of what is found.</summary>
    /// <exception cref="SecretException">It cannot be had.</exception>
    public async ValueTask<string> ReadAsync(Secret secret, CancellationToken cancellation)
    {
        var line = (await ReadAllAsync(secret, cancellation)).Split('\n', 2)[0].TrimEnd('\r');
        return line.Length > 0 ? line : throw new SecretException($"{secret}: its first line is empty");
    }

    /// <summary>All that is found.</summary>
    /// <exception cref="SecretException">It cannot be had.</exception>
    public async ValueTask<string> ReadAllAsync(Secret secret, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(secret);
        return secret.Place switch
        {
            SecretPlace.File => await FromFileAsync(secret.Value, cancellation),
            SecretPlace.Environment => variable(secret.Value) ?? throw new SecretException($"{secret}: there is no such variable in the environment"),
            SecretPlace.Command => await FromCommandAsync(secret, cancellation),
            _ => secret.Value,
        };
    }

    private async ValueTask<string> FromFileAsync(string path, CancellationToken cancellation)
    {
        var resolved = paths.Resolve(path);
        if (resolved.End is not { Kind: PathStepKind.File } end) throw new SecretException($"file:{path}: {resolved.Trouble ?? "there is no such file"}");
        if ((end.Mode & OthersReadOrChange) != 0) throw new SecretException($"file:{path}: others may read or change it; mend it with: chmod 600 {path}");
        Trust($"file:{path}", resolved);
        try
        {
            await using var file = new FileStream(resolved.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            if (file.Length > LongestSecret) throw new SecretException($"file:{path}: is longer than a secret should be");
            using var reader = new StreamReader(file);
            return await reader.ReadToEndAsync(cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw new SecretException($"file:{path}: {e.Message}"); }
    }

    // No shell: words are parted by blanks, and nothing else in them means anything.
    private async ValueTask<string> FromCommandAsync(Secret secret, CancellationToken cancellation)
    {
        var words = secret.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var name = $"command:{words[0]}";
        if (!Path.IsPathRooted(words[0])) throw new SecretException($"{name}: name the program by its full path");
        Trust(name, paths.Resolve(words[0]));
        var home = variable("HOME") is { } own ? new Dictionary<string, string> { ["HOME"] = own } : [];
        var result = await ProgramRunner.RunAsync(new ProgramCall { Path = words[0], Arguments = words[1..], Environment = home, Timeout = Patience, MostOutput = LongestSecret }, time, cancellation);
        // What it says on standard output may be half of a secret, even when it fails.
        return result.Succeeded ? result.Output : throw new SecretException($"{name}: {(result with { Output = "" }).Summary}");
    }

    private void Trust(string name, ResolvedPath resolved)
    {
        if (isPrivileged && FileTrust.Problem(resolved, new Origin(OriginKind.File, resolved.Path), "") is { } problem) throw new SecretException($"{name}: {problem.Found}; {problem.Advice}");
    }
}
