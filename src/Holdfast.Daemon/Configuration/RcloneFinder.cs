using Holdfast.Adapters.Files;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Configuration;

/// <summary>
/// Finds rclone and its configuration. Both decide what runs with our rights: an <c>rclone.conf</c> can name programs. So where we are the superuser, or have
/// its capabilities, both must belong to root or to us, and nobody else may be able to change them.
/// </summary>
/// <param name="paths">Looks at paths.</param>
/// <param name="variable">The environment.</param>
/// <param name="isPrivileged">Whether others must be kept out.</param>
/// <param name="accounts">Accounts of this machine.</param>
internal sealed class RcloneFinder(IPathResolver paths, Func<string, string?> variable, bool isPrivileged, IAccounts accounts)
{
    private const string Name = "rclone";

    /// <summary>Where they are.</summary>
    /// <exception cref="StoreException"><see cref="StoreFault.Unavailable"/>: one is missing, or others could change it.</exception>
    public (string Program, string ConfigFile) Find(string store, RcloneConfig rclone)
    {
        var program = rclone.Program ?? InPath() ?? throw Fail(store, "there is no rclone in PATH: install it, or say where it is by rclone-program");
        Check(store, program, "is rclone installed? rclone-program says where it is");
        var file = rclone.ConfigFile ?? Default() ?? throw Fail(store, "nobody says where rclone.conf is: say it by rclone-config");
        Check(store, file, "rclone config makes one; rclone-config says where it is");
        return (program, file);
    }

    private string? InPath() => (variable("PATH") ?? "").Split(':').Where(Path.IsPathRooted).Select(directory => Path.Combine(directory, Name)).FirstOrDefault(path => paths.Resolve(path).End is { Kind: PathStepKind.File });

    // Where rclone itself looks, in its order.
    private string? Default()
    {
        if (variable("RCLONE_CONFIG") is { Length: > 0 } said) return Path.GetFullPath(said);
        var home = variable("HOME") is { Length: > 0 } own ? own : null;
        string?[] places = [variable("XDG_CONFIG_HOME") is { Length: > 0 } config ? Path.Combine(config, Name, "rclone.conf") : null, home is null ? null : Path.Combine(home, ".config", Name, "rclone.conf"), home is null ? null : Path.Combine(home, ".rclone.conf")];
        var known = places.OfType<string>().ToArray();
        return known.FirstOrDefault(path => paths.Resolve(path).Exists) ?? known.FirstOrDefault();
    }

    private void Check(string store, string path, string advice)
    {
        var resolved = paths.Resolve(path);
        if (resolved.End is not { Kind: PathStepKind.File }) throw Fail(store, $"there is no {path}: {advice}");
        if (isPrivileged && ProgramTrust.Problem(resolved, accounts.UserId(Environment.UserName) ?? 0) is { } problem) throw Fail(store, $"{path} is not used: {problem}");
    }

    private static StoreException Fail(string store, string cause) => new(store, TreePath.Root, StoreFault.Unavailable, cause);
}
