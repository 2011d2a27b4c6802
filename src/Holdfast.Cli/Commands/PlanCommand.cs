using System.CommandLine;
using System.Text;
using Holdfast.Cli.Requests;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Control;
using Holdfast.Contracts;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast plan JOB</c>: what would be done, operation by operation; with <c>-o</c> in a file that can be applied.</summary>
internal static class PlanCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var job = new Argument<string?>("job") { Description = "The job.", Arity = ArgumentArity.ZeroOrOne }.Completed(surface);
        var run = new Option<string?>("--run") { Description = "Show the plan of a run that was refused or only planned.", HelpName = "ID" };
        var output = new Option<string?>("--output", "-o") { Description = "Write the plan to a file for 'holdfast apply'.", HelpName = "FILE" };
        var command = new Command("plan", "Show what a job would do, and touch nothing.") { job, run, output };
        command.SetAction((parse, cancellation) =>
        {
            var (name, id) = (parse.GetValue(job), parse.GetValue(run));
            if ((name is null) == (id is null)) throw new CommandException(ExitCode.Usage, "plan: name a job, or a run with --run ID");
            var request = RequestForms.Request(CommandNames.Plan, name is null ? [] : [name]).With("run", id);
            return parse.GetValue(output) is { } file
                ? ToFileAsync(surface, parse, request, surface.World.FullPath(file), cancellation)
                : surface.SendAsync(parse, request, cancellation);
        });
        return command;
    }

    // Under another name first: a plan that was cut short must not look like one.
    private static async Task<int> ToFileAsync(Surface surface, ParseResult parse, ControlRequest request, string path, CancellationToken cancellation)
    {
        var screen = surface.Screen(parse);
        var partial = path + ".partial";
        int exitCode;
        try
        {
            await using (var file = new StreamWriter(partial, append: false, new UTF8Encoding(false)))
            {
                await file.WriteLineAsync(PlanFile.Header.AsMemory(), cancellation);
                // The file is the result here; rows go to it and not to standard output.
                var people = new Rendering.Screen(surface.World, json: false);
                exitCode = await surface.Courier(parse, people).CarryAsync(request, new PlanFileView(file, people), cancellation);
            }
            if (exitCode == (int)ExitCode.Done) File.Move(partial, path, overwrite: true);
        }
        finally
        {
            File.Delete(partial);
        }
        if (exitCode == (int)ExitCode.Done) screen.Note($"wrote {Rendering.Printable.Text(path)}; holdfast apply {Rendering.Printable.Text(parse.GetValue<string>("--output") ?? path)} does exactly that");
        return exitCode;
    }
}
