namespace Holdfast.Contracts.Control;

/// <summary>Where a daemon and those who talk to it meet.</summary>
public static class ControlLocation
{
    /// <summary>The variable that names another socket.</summary>
    public const string Variable = "HOLDFAST_SOCKET";

    /// <summary>The socket of the daemon of the system's records; the members of its group may use it.</summary>
    public const string SystemSocket = "/run/holdfast/control.sock";

    private const string SystemState = "/var/lib/holdfast";
    private const string Name = "control.sock";

    /// <summary>The socket of the daemon that keeps its records in a directory: what the environment names, else for the system's records one that its group can reach, else one beside the records.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="stateDirectory">Where the records are kept, absolute.</param>
    public static string Socket(IReadOnlyDictionary<string, string> environment, string stateDirectory)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(stateDirectory);
        if (environment.TryGetValue(Variable, out var named) && Path.IsPathRooted(named)) return named;
        return stateDirectory == SystemState ? SystemSocket : Path.Combine(stateDirectory, Name);
    }
}
