using System.CommandLine;
using System.CommandLine.Help;
using Holdfast.Cli.Commands;

namespace Holdfast.Cli;

/// <summary>The list of all commands.</summary>
internal static class CommandTree
{
    /// <summary>Makes the tree; nothing is read or opened by that.</summary>
    public static RootCommand Make(Surface surface)
    {
        var root = new RootCommand("Holdfast keeps every copy of your data where it should be: right owner, right place, and proven so.")
        {
            surface.Config,
            surface.State,
            surface.Server,
            surface.TokenFile,
            surface.Json,
            DemoCommand.Make(surface),
            InitCommand.Make(surface),
            ImportCommand.Make(surface),
            ConfigCommand.Make(surface),
            DaemonCommand.Make(surface),
            RunCommand.Make(surface),
            PlanCommand.Make(surface),
            ApplyCommand.Make(surface),
            ApproveCommand.Make(surface),
            StatusCommand.Make(surface),
            StatusCommand.MakeJobs(surface),
            SwitchCommands.Pause(surface),
            SwitchCommands.Resume(surface),
            SwitchCommands.Start(surface),
            SwitchCommands.Stop(surface),
            HistoryCommand.Make(surface),
            LogsCommand.Make(surface),
            EventsCommand.Make(surface),
            FindingsCommand.Make(surface),
            NotifyCommand.Make(surface),
            VerifyCommand.Make(surface),
            RestoreCommand.Make(surface),
            RecoverCommand.Make(surface),
            ExplainCommand.Make(surface),
            DoctorCommand.Make(surface),
            ReportCommand.Make(surface),
            StoresCommand.Make(surface),
            LoginCommand.Make(surface),
            KeyCommand.Make(surface),
            UserCommand.Make(surface),
            TokenCommand.Make(surface),
            ServiceCommand.Make(surface),
            CompletionCommand.Make(surface),
            VersionCommand.Make(surface),
        };
        // The usual alternatives '/?' and '/h' are paths on every system this runs on.
        root.Options.Remove(root.Options.OfType<HelpOption>().Single());
        root.Add(new HelpOption("--help", "-h") { Recursive = true, Description = "Tell what can be said here." });
        root.Options.OfType<VersionOption>().Single().Description = "Say which version this is.";
        root.SetAction(parse => new HelpAction().Invoke(parse));
        return root;
    }
}
