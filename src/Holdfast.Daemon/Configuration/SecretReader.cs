using System.Diagnostics;

namespace Holdfast.Daemon.Configuration;

/// <summary>A secret could not be read. The message names the place and never what was found there.</summary>
public sealed class SecretException(string message) : Exception(message);

/// <summary>Reads secrets from where the configuration says they are, each time they are needed.</summary>
public sealed class SecretReader(TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite;

    /// <summary>The secret.</summary>
    /// <exception cref="SecretException">It cannot be had.</exception>
    public async ValueTask<string> ReadAsync(Secret secret, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var text = secret.Place switch
        {
            SecretPlace.File => await FromFileAsync(secret.Value, cancellation),
            SecretPlace.Environment => Environment.GetEnvironmentVariable(secret.Value) ?? throw new SecretException($"{secret}: there is no such variable in the environment"),
            SecretPlace.Command => await FromCommandAsync(secret, cancellation),
            _ => secret.Value,
        };
        var line = text.Split('\n', 2)[0].TrimEnd('\r');
        return line.Length > 0 ? line : throw new SecretException($"{secret}: its first line is empty");
    }

    private static async ValueTask<string> FromFileAsync(string path, CancellationToken cancellation)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0) throw new SecretException($"file:{path}: others may read or change it; mend it with: chmod 600 {path}");
            return await File.ReadAllTextAsync(path, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw new SecretException($"file:{path}: {e.Message}"); }
    }

    // No shell: words are parted by blanks, and nothing else in them means anything.
    private async ValueTask<string> FromCommandAsync(Secret secret, CancellationToken cancellation)
    {
        var words = secret.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var start = new ProcessStartInfo(words[0]) { RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (var word in words.Skip(1)) start.ArgumentList.Add(word);
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var process = Process.Start(start) ?? throw new SecretException($"{secret}: could not be started");
            process.StandardInput.Close();
            try
            {
                var text = await process.StandardOutput.ReadToEndAsync(both.Token);
                await process.WaitForExitAsync(both.Token);
                return process.ExitCode == 0 ? text : throw new SecretException($"{secret}: ended with {process.ExitCode}");
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellation.ThrowIfCancellationRequested();
                throw new SecretException($"{secret}: did not end within {Patience.TotalSeconds:0} s");
            }
        }
        catch (System.ComponentModel.Win32Exception e) { throw new SecretException($"{secret}: {e.Message}"); }
    }
}
