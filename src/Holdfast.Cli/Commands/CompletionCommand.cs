using System.CommandLine;
using Holdfast.Contracts;

namespace Holdfast.Cli.Commands;

/// <summary><c>holdfast completion</c>: the script by which a shell asks Holdfast itself what could come next.</summary>
internal static class CompletionCommand
{
    // The words are compared here and not handed to 'compgen -W', which would expand a '$(…)' in the name of a job.
    private const string Bash = """
        # bash: source <(holdfast completion bash)
        _holdfast() {
            local word=${COMP_WORDS[COMP_CWORD]} line
            COMPREPLY=()
            while IFS= read -r line; do
                [[ -z $word && $line == -* ]] && continue
                [[ -n $line && $line == "$word"* ]] && COMPREPLY+=("$(printf '%q' "$line")")
            done < <("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null)
        }
        complete -o default -F _holdfast holdfast
        """;

    private const string Zsh = """
        #compdef holdfast
        # zsh: source <(holdfast completion zsh), or save it as _holdfast in a directory of $fpath
        _holdfast() {
            local line="${(j: :)words[1,CURRENT]}"
            local -a found
            found=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            found=(${found:#})
            if (( ${#found} )); then compadd -a found; else _files; fi
        }
        compdef _holdfast holdfast
        """;

    private const string Fish = """
        # fish: holdfast completion fish | source
        function __holdfast_suggest
            set -l line (commandline -cp)
            holdfast "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
        end
        complete -c holdfast -f -a '(__holdfast_suggest)'
        complete -c holdfast -l config -r -F
        complete -c holdfast -l state -r -F
        complete -c holdfast -n '__fish_seen_subcommand_from import apply restore explain' -F
        """;

    /// <summary>Makes the command.</summary>
    public static Command Make(Surface surface)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print what makes a shell complete Holdfast's commands, options and job names.") { shell };
        command.SetAction(parse =>
        {
            surface.Screen(parse).Line(parse.GetValue(shell) switch { "zsh" => Zsh, "fish" => Fish, _ => Bash });
            return (int)ExitCode.Done;
        });
        return command;
    }
}
