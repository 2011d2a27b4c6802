using System.CommandLine;
using Holdfast.Cli.Rendering;
using Holdfast.Contracts;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast config validate|show|schema</c>.</summary>
internal static class ConfigCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var validate = new Command("validate", "Tell everything that is wrong with the configuration, with line and column.");
        validate.SetAction(parse => (int)Validate(surface, parse));
        var show = new Command("show", "Print what holds, defaults included, and where each value was said.");
        show.SetAction(parse =>
        {
            surface.Screen(parse).Text(surface.Hosting(parse).Show(parse.GetValue(surface.Json)));
            return (int)ExitCode.Done;
        });
        var schema = new Command("schema", "Print the JSON Schema by which editors complete and check a configuration.");
        schema.SetAction(parse =>
        {
            surface.Screen(parse).Text(Hosting.Schema());
            return (int)ExitCode.Done;
        });
        return new Command("config", "Check and show the configuration.") { validate, show, schema };
    }

    /// <summary>Tells problems of a configuration, one a line.</summary>
    public static void Tell(Screen screen, IReadOnlyList<ConfigurationProblem> problems)
    {
        foreach (var problem in problems)
        {
            if (screen.IsJson) Json(screen, problem);
            else if (problem.IsWarning) screen.Note(Printable.Text($"{problem.Text} (warning)"));
            else screen.Note(Printable.Text(problem.Text));
        }
    }

    private static ExitCode Validate(Surface surface, ParseResult parse)
    {
        var screen = surface.Screen(parse);
        var facts = surface.Hosting(parse).Facts();
        Tell(screen, facts.Problems);
        if (!facts.IsUsable)
        {
            if (!screen.IsJson) screen.Problem(Amounts.Of(facts.Problems.Count(problem => !problem.IsWarning), "error"));
            return ExitCode.Usage;
        }
        if (!screen.IsJson) screen.Line(Printable.Text($"{facts.File}: in order, {Amounts.Of(facts.StoreCount, "store")} and {Amounts.Of(facts.Jobs.Count, "job")}"));
        return ExitCode.Done;
    }

    private static void Json(Screen screen, ConfigurationProblem problem) => screen.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("severity", problem.IsWarning ? "warning" : "error");
        json.WriteString("source", problem.Source);
        json.WriteNumber("line", problem.Line);
        json.WriteNumber("column", problem.Column);
        json.WriteString("field", problem.Field);
        json.WriteString("found", problem.Found);
        json.WriteString("expected", problem.Expected);
        json.WriteString("advice", problem.Advice);
        json.WriteEndObject();
    });
}
