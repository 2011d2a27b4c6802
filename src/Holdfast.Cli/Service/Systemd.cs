using System.Globalization;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;

namespace Holdfast.Cli.Service;

/// <summary>Asks systemd, and says plainly when it refuses.</summary>
internal sealed class Systemd(IProcessRunner runner, ServiceLayout layout)
{
    /// <summary>Whether systemd runs this machine; else units can be written and enabled, but not started.</summary>
    public bool IsRunning => Directory.Exists(layout.BootedMark);

    /// <summary>Its version.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public async Task<int> VersionAsync(CancellationToken cancellation)
    {
        var answer = await runner.RunAsync("systemctl", ["--version"], cancellation) ?? throw Missing();
        var words = answer.Output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    /// <summary>Asks for something that must succeed.</summary>
    /// <exception cref="CommandException">It did not.</exception>
    public async Task AskAsync(IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var answer = await runner.RunAsync("systemctl", arguments, cancellation) ?? throw Missing();
        if (answer.ExitCode == 0) return;
        throw new CommandException(ExitCode.Failed, [$"systemctl {string.Join(' ', arguments)} failed: {answer.Error.Trim()}", $"more: journalctl -u {ServiceLayout.Unit} -n 30"]);
    }

    /// <summary>Properties of the service by name; empty when systemd does not run.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ShowAsync(CancellationToken cancellation)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!IsRunning) return found;
        var answer = await runner.RunAsync("systemctl", ["show", ServiceLayout.Unit, "--property=LoadState,UnitFileState,ActiveState,SubState,MainPID,ActiveEnterTimestamp,NRestarts,Result"], cancellation) ?? throw Missing();
        foreach (var line in answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0) found[line[..equals]] = line[(equals + 1)..];
        }
        return found;
    }

    private static CommandException Missing() => new(ExitCode.Failed, "there is no systemctl here: the service needs systemd; without it, run 'holdfast daemon' under the supervisor you have");
}
