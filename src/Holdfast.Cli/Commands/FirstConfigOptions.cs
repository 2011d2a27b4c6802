using System.CommandLine;
using Holdfast.Cli.Rendering;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;

namespace Holdfast.Cli.Commands;

/// <summary>The options by which people say what a first configuration shall keep true.</summary>
internal sealed class FirstConfigOptions
{
    private readonly Option<string?> _from = new("--from") { Description = "The directory that is kept right, and read.", HelpName = "DIR" };
    private readonly Option<string?> _to = new("--to") { Description = "The directory it is carried to.", HelpName = "DIR" };
    private readonly Option<string?> _owner = new("--owner") { Description = "Who shall own everything, by name or number, such as llurad:docker.", HelpName = "USER:GROUP" };
    private readonly Option<string?> _directories = new("--directories") { Description = "Mode of directories, such as 775.", HelpName = "MODE" };
    private readonly Option<string?> _files = new("--files") { Description = "Mode of files, such as 664.", HelpName = "MODE" };
    private readonly Option<string?> _every = new("--every") { Description = "Time between two runs, such as 5m.", HelpName = "TIME" };

    /// <summary>Gives them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_from, _to, _owner, _directories, _files, _every]) command.Add(option);
    }

    /// <summary>The text of a first configuration from the options, and from asking when somebody is there; null when nothing was said and nobody can be asked.</summary>
    /// <exception cref="CommandException">What was said keeps nothing true.</exception>
    public string? Text(ParseResult parse, World world, Screen screen)
    {
        var said = new FirstAnswers(parse.GetValue(_from) ?? "", parse.GetValue(_to), parse.GetValue(_owner), parse.GetValue(_directories), parse.GetValue(_files), parse.GetValue(_every));
        var isAsked = said.From.Length == 0;
        var from = isAsked ? screen.Ask("Which directory holds the data?", world.WorkingDirectory) : said.From;
        if (from is null) return null;
        var answers = isAsked ? Ask(screen, said) : said;
        if (answers is { To: null, Owner: null, Directories: null, Files: null })
            throw new CommandException(ExitCode.Usage, "there is nothing to keep true: name --to, or one of --owner, --directories and --files");
        return Hosting.FirstConfig(answers with { From = world.FullPath(from), To = answers.To is null ? null : world.FullPath(answers.To) });
    }

    private static FirstAnswers Ask(Screen screen, FirstAnswers said) => said with
    {
        To = said.To ?? screen.Ask("To which directory shall it be carried? (empty for none)"),
        Owner = said.Owner ?? screen.Ask("Who shall own it? (such as llurad:docker; empty to leave owners alone)"),
        Directories = said.Directories ?? screen.Ask("Which mode shall directories have? (such as 775; empty to leave them alone)"),
        Files = said.Files ?? screen.Ask("Which mode shall files have? (such as 664; empty to leave them alone)"),
        Every = said.Every ?? screen.Ask("How often?", "5m"),
    };
}
