using System.Security.Cryptography;
using Holdfast.Adapters.Sealing;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;
using Holdfast.State;

namespace Holdfast.Cli;

/// <content>Keys of encrypted stores.</content>
internal sealed partial class Hosting
{
    /// <summary>Makes a key and keeps it in a file, for its owner alone, under a name that must be free.</summary>
    /// <param name="path">The file.</param>
    /// <param name="passphrase">What opens it; null for nothing.</param>
    /// <param name="isDryRun">Whether nothing is written.</param>
    /// <returns>The key's id; null on a dry run.</returns>
    /// <exception cref="CommandException">Something stands there already.</exception>
    public static string? CreateKey(string path, string? passphrase, bool isDryRun) => Keep(path, SealKey.Create(RandomNumberGenerator.Fill), passphrase, isDryRun) is { } key ? key.Id : null;

    /// <summary>Makes a key file of recovery lines.</summary>
    /// <param name="path">The file.</param>
    /// <param name="lines">What was printed.</param>
    /// <param name="passphrase">What opens the file; null for nothing.</param>
    /// <param name="isDryRun">Whether nothing is written.</param>
    /// <returns>The key's id.</returns>
    /// <exception cref="CommandException">The lines are wrong, or something stands there already.</exception>
    public static string RestoreKey(string path, IEnumerable<string> lines, string? passphrase, bool isDryRun)
    {
        try
        {
            var key = RecoveryLines.Read(lines);
            Keep(path, key, passphrase, isDryRun);
            return key.Id;
        }
        catch (SealException problem) { throw new CommandException(ExitCode.Usage, problem.Message); }
    }

    /// <summary>A key's id, and its recovery lines.</summary>
    /// <param name="path">The file.</param>
    /// <param name="passphrase">Asked for what opens it, if something does.</param>
    /// <exception cref="CommandException">It is no key file, or is not opened by that.</exception>
    public static (string Id, IReadOnlyList<string> Lines) Recovery(string path, Func<string?> passphrase)
    {
        try
        {
            var text = File.ReadAllText(path);
            var key = KeyFile.Read(text, KeyFile.NeedsPassphrase(text) ? passphrase() : null);
            return (key.Id, RecoveryLines.Of(key));
        }
        catch (SealException problem) { throw new CommandException(ExitCode.Usage, $"{path}: {problem.Message}"); }
    }

    private static SealKey? Keep(string path, SealKey key, string? passphrase, bool isDryRun)
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (Path.Exists(path)) throw new CommandException(ExitCode.Usage, $"{path} is there already: a key that is written over is lost for ever");
        if (isDryRun) return null;
        // The name is taken first: of two that are made at once one is refused.
        using (new FileStream(path, FileMode.CreateNew, FileAccess.Write)) { }
        try { WholeFile.Write(path, System.Text.Encoding.UTF8.GetBytes(passphrase is null ? KeyFile.Write(key) : KeyFile.Write(key, passphrase, RandomNumberGenerator.Fill)), Owner); }
        catch
        {
            File.Delete(path);
            throw;
        }
        return key;
    }
}
