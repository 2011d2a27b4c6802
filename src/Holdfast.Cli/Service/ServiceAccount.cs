using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;

namespace Holdfast.Cli.Service;

/// <summary>The user and group the service runs as.</summary>
internal sealed class ServiceAccount(IProcessRunner runner, ServiceLayout layout)
{
    private const string Name = ServiceLayout.Account;

    /// <summary>Whether the user is there.</summary>
    /// <exception cref="CommandException">It is there, and is the superuser under another name.</exception>
    public async Task<bool> ExistsAsync(CancellationToken cancellation)
    {
        var answer = await runner.RunAsync("getent", ["passwd", Name], cancellation) ?? throw new CommandException(ExitCode.Failed, "there is no getent here to look up users with");
        if (answer.ExitCode != 0) return false;
        if (answer.Output.Split(':') is [_, _, "0", ..]) throw new CommandException(ExitCode.Failed, $"user {Name} has the number 0: the service must not be the superuser");
        return true;
    }

    /// <summary>Makes user and group.</summary>
    /// <exception cref="CommandException">They could not be made; says how to do it by hand.</exception>
    public async Task MakeAsync(CancellationToken cancellation)
    {
        string[] arguments = ["--system", "--user-group", "--home-dir", layout.StateDirectory, "--no-create-home", "--shell", "/usr/sbin/nologin", Name];
        var answer = await runner.RunAsync("useradd", arguments, cancellation);
        if (answer?.ExitCode == 0) return;
        var why = answer is null ? "there is no useradd here" : $"useradd failed: {answer.Error.Trim()}";
        throw new CommandException(ExitCode.Failed, [$"user {Name} could not be made: {why}", $"make a system user {Name} with a group of the same name and no login, then install again"]);
    }

    /// <summary>Removes user and group.</summary>
    public async Task RemoveAsync(CancellationToken cancellation)
    {
        var answer = await runner.RunAsync("userdel", [Name], cancellation);
        if (answer?.ExitCode != 0) throw new CommandException(ExitCode.Failed, $"user {Name} could not be removed: {answer?.Error.Trim() ?? "there is no userdel here"}");
    }
}
