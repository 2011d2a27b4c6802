using System.CommandLine.Invocation;
using System.CommandLine;
using Holdfast.Cli.Rendering;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;

namespace Holdfast.Cli;

/// <summary>Runs one command line to its exit code.</summary>
internal static class Application
{
    /// <summary>Parses, runs, and turns whatever goes wrong into plain lines and an exit code.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, World world, CancellationToken cancellation)
    {
        var surface = new Surface(world);
        var parse = CommandTree.Make(surface).Parse(OldHabits.Translate(arguments));
        var screen = surface.Screen(parse);
        try
        {
            if (parse.Action is ParseErrorAction) return Misused(parse, screen);
            var how = new InvocationConfiguration { Output = world.Out, Error = world.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parse.InvokeAsync(how, cancellation);
        }
        catch (CommandException problem)
        {
            foreach (var line in problem.Lines) screen.Problem(Printable.Text(line));
            return (int)problem.Code;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            screen.Problem("cancelled");
            return (int)ExitCode.Cancelled;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            screen.Problem(Printable.Text(problem.Message));
            return (int)ExitCode.Failed;
        }
        finally
        {
            await world.Out.FlushAsync(CancellationToken.None);
        }
    }

    private static int Misused(ParseResult parse, Screen screen)
    {
        foreach (var error in parse.Errors) screen.Problem(Printable.Text(error.Message));
        screen.Note($"'{Name(parse)} --help' tells what can be said here");
        return (int)ExitCode.Usage;
    }

    private static string Name(ParseResult parse)
    {
        var names = new List<string>();
        for (var at = parse.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult) names.Add(at.Command is RootCommand ? "holdfast" : at.Command.Name);
        names.Reverse();
        return string.Join(' ', names);
    }
}
