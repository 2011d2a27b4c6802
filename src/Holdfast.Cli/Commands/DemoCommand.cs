using System.CommandLine;
using Holdfast.Cli.Demo;
using Holdfast.Cli.Rendering;
using Holdfast.Cli.Requests;
using Holdfast.Contracts;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast demo</c>: a small lab with things wrong in it, put right before the user's eyes by the real engine.</summary>
internal static class DemoCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var once = new Option<bool>("--once") { Description = "Put the lab right once, and end." };
        var dir = new Option<string?>("--dir") { Description = "An empty directory for the sample lab; else a fresh one below the temporary directory.", HelpName = "DIR" };
        var command = new Command("demo", "Make a small sample lab with things wrong in it, put it right, and keep watching it.") { once, dir };
        command.SetAction((parse, cancellation) => RunAsync(surface, parse, parse.GetValue(once), parse.GetValue(dir), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(Surface surface, ParseResult parse, bool isOnce, string? named, CancellationToken cancellation)
    {
        var world = surface.World;
        var screen = surface.Screen(parse);
        var directory = named is null ? Directory.CreateTempSubdirectory("holdfast-demo-").FullName : world.FullPath(named);
        var lab = new SampleLab(directory, world.IsRoot);
        lab.Build();
        var hosting = new Hosting(world, lab.ConfigFile, lab.State);
        var courier = new Courier(hosting, null, screen, world.Time);

        // Yesterday the second copy was made; then a day went by.
        var made = await courier.CarryAsync(RequestForms.Request(CommandNames.Run, "mirror"), new Unseen(), cancellation);
        if (made != (int)ExitCode.Done) return made;
        lab.GoWrong();

        var view = new LabView(lab, screen, world.IsRoot);
        Say(screen, $"A lab's shared tree in {lab.Shared}, and its second copy in {lab.Legacy}.", "Since yesterday: files others cannot read, a new upload, a copy that lags, and somebody's work saved in the copy.");
        view.Show();
        Say(screen, "", $"Put right: directories 775, files 664{(world.IsRoot ? ", owner 1001:999" : "")}; then the second copy. The very commands: holdfast run permissions mirror");
        var exitCode = await courier.CarryAsync(RequestForms.Request(CommandNames.Run, "permissions", "mirror"), new LineView(screen), cancellation);
        Say(screen, "");
        view.Show();
        Say(screen, "What was saved only in the copy is still there: nothing is deleted that Holdfast did not place itself.");
        if (exitCode != (int)ExitCode.Done) return exitCode;
        TellNext(screen, world.Variable("HOLDFASTRUN") ?? "holdfast", lab, isOnce);
        if (!isOnce) await hosting.RunDaemonAsync(null, cancellation);
        return (int)ExitCode.Done;
    }

    private static void TellNext(Screen screen, string program, SampleLab lab, bool isOnce)
    {
        var where = $"--config {lab.ConfigFile} --state {lab.State}";
        Say(screen, "");
        if (!isOnce) Say(screen, "It goes on watching; Ctrl-C ends it. Try, in another terminal:", $"  echo 1,2 > {lab.Shared}/uploads/next.csv; chmod 600 {lab.Shared}/uploads/next.csv", $"  sleep 3; ls -l {lab.Legacy}/uploads");
        else Say(screen, "Try next:");
        Say(screen, $"  {program} status {where}", $"  {program} history {where}", $"  {program} plan mirror {where}", $"  {program} init --help      to begin with your own directories", $"  rm -r {Path.GetDirectoryName(lab.ConfigFile)}      to be rid of the demo");
    }

    // With --json the rows are the result, and what is said to people goes beside them.
    private static void Say(Screen screen, params ReadOnlySpan<string> lines)
    {
        foreach (var line in lines)
        {
            if (screen.IsJson) screen.Note(line);
            else screen.Line(line);
        }
    }

    private sealed class Unseen : IView
    {
        public void Row(string type, System.Text.Json.JsonElement data)
        {
            // The run that makes yesterday's copy is no part of the story.
        }

        public void End()
        {
        }
    }
}
