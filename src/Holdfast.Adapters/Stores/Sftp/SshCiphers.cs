using System.Text;
using Holdfast.Adapters.Settings;
using ArmAes = System.Runtime.Intrinsics.Arm.Aes;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>
/// Which ciphers are asked for, and in what order. The one that OpenSSH long took first costs several times as much as AES where
/// the processor knows that. Where the user's or the system's <c>ssh_config</c> says anything of ciphers, that holds.
/// </summary>
internal static class SshCiphers
{
    private static readonly string[] Cheap = ["aes128-gcm@openssh.com", "aes256-gcm@openssh.com"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The ciphers to ask for, in order; null to leave it to OpenSSH.</summary>
    public static async ValueTask<string?> AskAsync(SftpSettings settings, TimeProvider time, CancellationToken cancellation)
    {
        if (!X86Aes.IsSupported && !ArmAes.IsSupported) return null;
        var configured = ReadAsync(settings.Program, ["-G", .. SshCommand.Arguments(settings)], time, cancellation);
        var usual = ReadAsync(settings.Program, ["-G", "-F", "/dev/null", "--", "nobody"], time, cancellation);
        return Prefer(await configured, await usual);
    }

    /// <summary>The same ciphers with the cheap ones first; null where they are not the usual ones, or the cheap ones not among them.</summary>
    /// <param name="configured">What <c>ssh -G</c> tells of the host.</param>
    /// <param name="usual">What it tells without any configuration.</param>
    public static string? Prefer(string configured, string usual)
    {
        if (Named(configured) is not { } names || Named(usual) is not { } built || !names.SequenceEqual(built, StringComparer.Ordinal)) return null;
        return Cheap.All(names.Contains) ? string.Join(',', Cheap.Concat(names.Except(Cheap, StringComparer.Ordinal))) : null;
    }

    private static string[]? Named(string told) =>
        told.Split('\n').FirstOrDefault(line => line.StartsWith("ciphers ", StringComparison.Ordinal))?["ciphers ".Length..].Trim().Split(',');

    private static async Task<string> ReadAsync(string program, IReadOnlyList<string> words, TimeProvider time, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            await using var asked = SshCommand.Start(program, words, time);
            using var reader = new StreamReader(asked.FromServer, Encoding.UTF8);
            return await reader.ReadToEndAsync(both.Token);
        }
        // Whatever is wrong with the program, the connection will tell.
        catch (Exception e) when (e is IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested)) { return ""; }
    }
}
