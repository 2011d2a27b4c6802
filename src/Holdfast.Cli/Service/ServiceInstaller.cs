using Holdfast.Cli.Rendering;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;

namespace Holdfast.Cli.Service;

/// <summary>Makes the service, or brings one that is there up to date. What is right already is left alone.</summary>
internal sealed class ServiceInstaller(World world, IProcessRunner runner, ServiceLayout layout, Screen screen, bool isDryRun)
{
    private readonly Systemd _systemd = new(runner, layout);
    private readonly ServiceAccount _account = new(runner, layout);

    /// <summary>Installs, enables and starts.</summary>
    /// <param name="facts">Reads the configuration of the service.</param>
    /// <param name="firstConfig">Text of a first configuration, used when there is none; null when nobody said what shall be kept true.</param>
    /// <param name="cancellation">Gives up between two steps.</param>
    /// <exception cref="CommandException">Something stands against it, or a step failed.</exception>
    public async Task InstallAsync(Func<ConfigurationFacts> facts, string? firstConfig, CancellationToken cancellation)
    {
        CheckCaller();
        var version = await _systemd.VersionAsync(cancellation);
        var hasConfig = File.Exists(layout.ConfigFile);
        if (!hasConfig && firstConfig is null)
            throw new CommandException(ExitCode.Usage, [$"there is no {layout.ConfigFile}, and nobody said what the service shall keep true", "say it: holdfast service install --from DIR [--to DIR] [--owner USER:GROUP] [--directories 775] [--files 664]", $"or carry an old file over first: holdfast import data-sync.conf --config {layout.ConfigFile}"]);

        if (await _account.ExistsAsync(cancellation)) Told($"user {ServiceLayout.Account} is there");
        else await DoAsync($"make system user {ServiceLayout.Account}", () => _account.MakeAsync(cancellation));
        if (!hasConfig) await DoAsync($"write {layout.ConfigFile}", () => Write(firstConfig!));
        await DoAsync($"let the service alone read {Path.GetDirectoryName(layout.ConfigFile)}", () => ShareConfigAsync(cancellation));
        // A dry run that would write the configuration first has none to make the unit from yet.
        if (isDryRun && !hasConfig) return;
        var unit = UnitFile.Write(Needs(facts(), version));
        var isNew = !File.Exists(layout.UnitFile) || await File.ReadAllTextAsync(layout.UnitFile, cancellation) != unit;
        if (isNew) await DoAsync($"write {layout.UnitFile}", () => File.WriteAllTextAsync(layout.UnitFile, unit, cancellation));
        else Told($"{layout.UnitFile} is as it should be");
        if (isDryRun) screen.Text(unit);
        await StartAsync(isNew, cancellation);
    }

    /// <summary>What a unit is made from, by the configuration.</summary>
    /// <exception cref="CommandException">The configuration cannot be used.</exception>
    public UnitNeeds Needs(ConfigurationFacts facts, int version)
    {
        if (!facts.IsUsable) throw new CommandException(ExitCode.Usage, [.. facts.Problems.Where(problem => !problem.IsWarning).Select(problem => problem.Text)]);
        return new UnitNeeds { Executable = world.Executable, Layout = layout, Stores = facts.Stores, LogFile = facts.LogFile, ReportsDirectory = facts.ReportsDirectory, TempDirectory = facts.TempDirectory, Network = facts.Network, SystemdVersion = version };
    }

    private void CheckCaller()
    {
        if (!world.IsRoot && !isDryRun) throw new CommandException(ExitCode.Failed, "only root can install a service: sudo holdfast service install");
        if (Path.GetFileNameWithoutExtension(world.Executable) == "dotnet") throw new CommandException(ExitCode.Failed, "the service needs the program 'holdfast' itself; this one was started by 'dotnet'");
        // A build of several files is as safe as each of them.
        string[] parts = [world.Executable, .. Directory.EnumerateFiles(Path.GetDirectoryName(world.Executable)!, "*.dll")];
        if (parts.Select(Hosting.Distrust).FirstOrDefault(problem => problem is not null) is not { } problem) return;
        throw new CommandException(ExitCode.Failed, [$"the service would run a program that others can replace: {problem}", "put it where only root can write, such as /usr/local/bin/holdfast, and install from there"]);
    }

    private Task Write(string text)
    {
        Hosting.Save(layout.ConfigFile, text);
        return Task.CompletedTask;
    }

    private async Task ShareConfigAsync(CancellationToken cancellation)
    {
        var directory = Path.GetDirectoryName(layout.ConfigFile)!;
        await ProgramAsync("chown", [$"root:{ServiceLayout.Account}", directory, layout.ConfigFile], cancellation);
        await ProgramAsync("chmod", ["0750", directory], cancellation);
        await ProgramAsync("chmod", ["0640", layout.ConfigFile], cancellation);
    }

    private async Task StartAsync(bool isNew, CancellationToken cancellation)
    {
        if (!_systemd.IsRunning)
        {
            await DoAsync($"enable {ServiceLayout.Unit}", () => _systemd.AskAsync(["enable", ServiceLayout.Unit], cancellation));
            screen.Line("systemd does not run here now: the service starts with the machine");
            return;
        }
        await DoAsync("let systemd read its units again", () => _systemd.AskAsync(["daemon-reload"], cancellation));
        await DoAsync($"enable {ServiceLayout.Unit}", () => _systemd.AskAsync(["enable", "--quiet", ServiceLayout.Unit], cancellation));
        await DoAsync($"start {ServiceLayout.Unit}", () => _systemd.AskAsync([isNew ? "restart" : "start", ServiceLayout.Unit], cancellation));
        if (!isDryRun) screen.Line("'holdfast service status' and 'holdfast status' say how it stands; 'journalctl -u holdfast' what it does");
    }

    private async Task ProgramAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
    {
        var answer = await runner.RunAsync(program, arguments, cancellation);
        if (answer?.ExitCode != 0) throw new CommandException(ExitCode.Failed, $"{program} {string.Join(' ', arguments)} failed: {answer?.Error.Trim() ?? "there is no such program"}");
    }

    private async Task DoAsync(string what, Func<Task> step)
    {
        if (!isDryRun) await step();
        Told(isDryRun ? $"would {what}" : $"done: {what}");
    }

    private void Told(string text) => screen.Line(Printable.Text(text));
}
