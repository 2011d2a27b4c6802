using System.CommandLine;
using Holdfast.Cli.Requests;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;
using Holdfast.Contracts.Control;

namespace Holdfast.Cli.Commands;

/// <summary>The words by which a command is told one name of a store, whatever bytes it has.</summary>
internal sealed class PathWords
{
    private readonly Argument<string?> _path = new("path") { Description = "A file or directory of a store: its path, or STORE:PATH.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _bytes = new("--path-b64") { Description = "The path's bytes in base 64, as --json tells names that are not UTF-8.", HelpName = "BASE64" };
    private readonly Option<string?> _store = new("--store") { Description = "The store at whose root the path begins.", HelpName = "NAME" };

    /// <summary>Gives them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_path);
        command.Add(_bytes);
        command.Add(_store);
    }

    /// <summary>Whether a name was given.</summary>
    /// <exception cref="CommandException">It was given twice, or a store without one.</exception>
    public bool IsGiven(ParseResult parse)
    {
        var (path, bytes) = (parse.GetValue(_path), parse.GetValue(_bytes));
        if (path is not null && bytes is not null) throw new CommandException(ExitCode.Usage, "name a path, or its bytes with --path-b64, not both");
        var isGiven = path is not null || bytes is not null;
        return isGiven || parse.GetValue(_store) is null ? isGiven : throw new CommandException(ExitCode.Usage, "--store wants a path that begins at its root");
    }

    /// <summary>The request with the name.</summary>
    /// <exception cref="CommandException">What was given as base 64 is none.</exception>
    public ControlRequest AddTo(ControlRequest request, ParseResult parse, World world)
    {
        var text = parse.GetValue(_path) ?? Decoded(parse.GetValue(_bytes) ?? "");
        request = ByteText.IsPlain(text) ? request with { Args = [text] } : request.With("path-b64", Convert.ToBase64String(ByteText.Bytes(text)));
        return request.With("store", parse.GetValue(_store)).With("directory", world.WorkingDirectory);
    }

    private static string Decoded(string text) =>
        ByteText.OfBase64(text) is { Length: > 0 } path ? path : throw new CommandException(ExitCode.Usage, "--path-b64: this is no base 64 of a path");
}
