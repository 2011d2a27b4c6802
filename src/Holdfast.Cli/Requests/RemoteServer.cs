using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;
using Holdfast.Contracts.Api;

namespace Holdfast.Cli.Requests;

/// <summary>A daemon on another machine, and what lets this one in.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Token">The token.</param>
internal sealed record RemoteServer(Uri Address, string Token)
{
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The one that <c>--server</c> and <c>--token-file</c> name; null when they name none.</summary>
    /// <exception cref="CommandException">They do not fit together, or the token cannot be read.</exception>
    public static RemoteServer? Of(World world, string? server, string? tokenFile)
    {
        if (server is null) return tokenFile is null ? null : throw new CommandException(ExitCode.Usage, "--token-file is for --server: say which");
        if (tokenFile is null) throw new CommandException(ExitCode.Usage, "--server needs --token-file: a file with a token of that daemon, which 'holdfast token create' there makes");
        if (!Uri.TryCreate(server, UriKind.Absolute, out var address)) throw new CommandException(ExitCode.Usage, $"--server: '{server}' is no address such as https://nas.example.org:8080");
        var path = world.FullPath(tokenFile);
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0) throw new CommandException(ExitCode.Usage, $"{path} can be read by others: chmod o= {path}");
        using var reader = new StreamReader(path);
        return reader.ReadLine()?.Trim() is { Length: > 0 } token ? new RemoteServer(address, token) : throw new CommandException(ExitCode.Usage, $"{path}: its first line is empty, and should be the token");
    }

    /// <summary>A client of it.</summary>
    /// <exception cref="CommandException">It would send the token in the clear.</exception>
    public HoldfastClient Connect()
    {
        try { return HoldfastClient.Of(Address, Token); }
        catch (ArgumentException problem) { throw new CommandException(ExitCode.Usage, problem.Message); }
    }
}
