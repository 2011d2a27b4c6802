using System.Security.Cryptography;

namespace Holdfast.Daemon.Accounts;

/// <summary>
/// What whoever makes the first account must know. It stands in a file of the state directory: only those who may read that
/// may become the first, and no other user of the same machine.
/// </summary>
internal sealed class SetupCode(string stateDirectory)
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "setup-code";

    // No letters or digits that are taken for each other.
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";

    private readonly string _path = Path.Combine(stateDirectory, FileName);

    /// <summary>The code; made when there is none.</summary>
    public string Read()
    {
        if (File.Exists(_path) && File.ReadAllText(_path).Trim() is { Length: > 0 } known) return known;
        var code = RandomNumberGenerator.GetString(Alphabet, 16);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using var writer = new StreamWriter(_path, options);
        writer.WriteLine(code);
        return code;
    }

    /// <summary>Lets go of it: there is an account.</summary>
    public void Forget() => File.Delete(_path);
}
