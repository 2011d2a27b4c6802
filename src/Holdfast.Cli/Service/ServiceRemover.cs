using Holdfast.Cli.Rendering;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;

namespace Holdfast.Cli.Service;

/// <summary>Takes the service away again. Records and configuration stay unless they are asked to go too.</summary>
internal sealed class ServiceRemover(World world, IProcessRunner runner, ServiceLayout layout, Screen screen, bool isDryRun)
{
    /// <summary>Stops, disables, removes.</summary>
    /// <param name="purge">Whether configuration, records and account go too. What stores hold, their trash included, stays.</param>
    /// <param name="cancellation">Gives up between two steps.</param>
    /// <exception cref="CommandException">A step failed.</exception>
    public async Task RemoveAsync(bool purge, CancellationToken cancellation)
    {
        if (!world.IsRoot && !isDryRun) throw new CommandException(ExitCode.Failed, "only root can remove a service: sudo holdfast service uninstall");
        var systemd = new Systemd(runner, layout);
        if (File.Exists(layout.UnitFile))
        {
            await DoAsync($"stop and disable {ServiceLayout.Unit}", () => systemd.AskAsync(systemd.IsRunning ? ["disable", "--now", "--quiet", ServiceLayout.Unit] : ["disable", ServiceLayout.Unit], cancellation));
            await DoAsync($"remove {layout.UnitFile}", () => Task.Run(() => File.Delete(layout.UnitFile), cancellation));
            if (systemd.IsRunning) await DoAsync("let systemd read its units again", () => systemd.AskAsync(["daemon-reload"], cancellation));
        }
        else
        {
            screen.Line($"there is no {layout.UnitFile}");
        }
        if (purge) await PurgeAsync(cancellation);
        else screen.Line($"kept: {Path.GetDirectoryName(layout.ConfigFile)} and {layout.StateDirectory}; --purge removes them too");
    }

    private async Task PurgeAsync(CancellationToken cancellation)
    {
        foreach (var directory in (string[])[Path.GetDirectoryName(layout.ConfigFile)!, layout.StateDirectory, layout.LogsDirectory])
        {
            if (Directory.Exists(directory)) await DoAsync($"remove {directory}", () => RemoveTreeAsync(directory, cancellation));
        }
        var account = new ServiceAccount(runner, layout);
        if (await account.ExistsAsync(cancellation)) await DoAsync($"remove user {ServiceLayout.Account}", () => account.RemoveAsync(cancellation));
    }

    // rm walks on descriptors and stays on one file system; the managed call does neither.
    private async Task RemoveTreeAsync(string directory, CancellationToken cancellation)
    {
        var answer = await runner.RunAsync("rm", ["-rf", "--one-file-system", "--", directory], cancellation);
        if (answer?.ExitCode != 0) throw new CommandException(ExitCode.Failed, $"{directory} could not be removed: {answer?.Error.Trim() ?? "there is no rm here"}");
    }

    private async Task DoAsync(string what, Func<Task> step)
    {
        if (!isDryRun) await step();
        screen.Line(Printable.Text(isDryRun ? $"would {what}" : $"done: {what}"));
    }
}
