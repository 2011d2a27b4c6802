using System.CommandLine;
using Holdfast.Cli.Service;
using Holdfast.Contracts;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast service install|uninstall|status</c>.</summary>
internal static class ServiceCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface) => new("service", "Run as a service of this machine, under systemd.")
    {
        Install(surface),
        Uninstall(surface),
        Status(surface),
    };

    private static Command Install(Surface surface)
    {
        var first = new FirstConfigOptions();
        var dryRun = Surface.DryRun();
        var command = new Command("install", "Make the service, or bring it up to date with the configuration; then start it.") { dryRun };
        first.AddTo(command);
        command.SetAction(async (parse, cancellation) =>
        {
            var screen = surface.Screen(parse);
            var layout = Layout(surface, parse);
            var text = File.Exists(layout.ConfigFile) ? null : first.Text(parse, surface.World, screen);
            await new ServiceInstaller(surface.World, new ProcessRunner(), layout, screen, parse.GetValue(dryRun)).InstallAsync(() => Hosting(surface, layout).Facts(), text, cancellation);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Command Uninstall(Surface surface)
    {
        var purge = new Option<bool>("--purge") { Description = "Remove configuration, records and account too; what stores hold stays." };
        var dryRun = Surface.DryRun();
        var command = new Command("uninstall", "Stop the service and take it away.") { purge, dryRun };
        command.SetAction(async (parse, cancellation) =>
        {
            await new ServiceRemover(surface.World, new ProcessRunner(), Layout(surface, parse), surface.Screen(parse), parse.GetValue(dryRun)).RemoveAsync(parse.GetValue(purge), cancellation);
            return (int)ExitCode.Done;
        });
        return command;
    }

    private static Command Status(Surface surface)
    {
        var command = new Command("status", "Say how the service stands, and whether its unit still fits the configuration.");
        command.SetAction(async (parse, cancellation) =>
        {
            var screen = surface.Screen(parse);
            var runner = new ProcessRunner();
            var layout = Layout(surface, parse);
            var installer = new ServiceInstaller(surface.World, runner, layout, screen, isDryRun: true);
            return (int)await new ServiceInspector(runner, layout, screen).TellAsync(version =>
            {
                var facts = Hosting(surface, layout).Facts();
                ConfigCommand.Tell(screen, facts.Problems);
                return facts.IsUsable ? UnitFile.Write(installer.Needs(facts, version)) : null;
            }, cancellation);
        });
        return command;
    }

    private static ServiceLayout Layout(Surface surface, ParseResult parse)
    {
        var usual = new ServiceLayout();
        return usual with
        {
            ConfigFile = parse.GetValue(surface.Config) is { } config ? surface.World.FullPath(config) : usual.ConfigFile,
            StateDirectory = parse.GetValue(surface.State) is { } state ? surface.World.FullPath(state) : usual.StateDirectory,
        };
    }

    // The configuration as the service will read it: not with what this shell's environment says.
    private static Hosting Hosting(Surface surface, ServiceLayout layout) =>
        new(surface.World with { Environment = new Dictionary<string, string>(), IsPrivileged = true }, layout.ConfigFile, layout.StateDirectory);
}
