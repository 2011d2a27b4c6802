using System.Security.Cryptography;
using Holdfast.Adapters.Settings;
using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>Opens a store as the configuration describes it.</summary>
internal static class SftpStoreOpener
{
    /// <summary>Opens it.</summary>
    /// <exception cref="StoreException">The store cannot be used.</exception>
    public static async ValueTask<IStore> OpenAsync(string name, bool writable, SftpSettings sftp, StoreSeal? seal, string holder, Action<string>? note, TimeProvider time, CancellationToken cancellation)
    {
        var ciphers = await SshCiphers.AskAsync(sftp, time, cancellation);
        return await SftpStore.OpenAsync(name, new SftpStoreOptions
        {
            Path = sftp.Path,
            Server = (sftp.User is { } user ? $"{user}@" : "") + sftp.Host + (sftp.Port is { } port ? FormattableString.Invariant($":{port}") : ""),
            Connect = () => SshCommand.Start(sftp.Program, SshCommand.Arguments(sftp, ciphers), time),
            Command = sftp.RunsCommands ? command => SshCommand.Start(sftp.Program, SshCommand.Arguments(sftp, ciphers, command), time) : null,
            Parallel = sftp.Parallel,
            Connections = sftp.Connections,
            Syncs = sftp.Syncs,
            BytesPerSecond = sftp.Bandwidth,
            Holder = holder,
            Writable = writable,
            Seal = seal,
#pragma warning disable RS0030 // Identities must be unlike all others there ever were.
            NewId = Guid.NewGuid,
#pragma warning restore RS0030
            Random = new Random(RandomNumberGenerator.GetInt32(int.MaxValue)),
            Time = time,
            Note = note,
        }, cancellation);
    }
}
