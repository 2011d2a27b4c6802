using System.CommandLine;
using Holdfast.Cli.Rendering;
using Holdfast.Cli.Surroundings;

namespace Holdfast.Cli;

/// <summary>What all commands share: the world they run in and the options that every one takes.</summary>
internal sealed class Surface(World world)
{
    /// <summary>The world.</summary>
    public World World { get; } = world;

    /// <summary>The configuration that is read.</summary>
    public Option<string?> Config { get; } = new("--config") { Description = "The configuration to read.", HelpName = "FILE", Recursive = true };

    /// <summary>The directory of the state.</summary>
    public Option<string?> State { get; } = new("--state") { Description = "Where Holdfast keeps its records.", HelpName = "DIR", Recursive = true };

    /// <summary>A daemon elsewhere.</summary>
    public Option<string?> Server { get; } = new("--server") { Description = "Ask the daemon at this address, such as https://nas.example.org:8080, instead of this machine's.", HelpName = "URL", Recursive = true };

    /// <summary>What lets in there.</summary>
    public Option<string?> TokenFile { get; } = new("--token-file") { Description = "A file with a token of that daemon.", HelpName = "FILE", Recursive = true };

    /// <summary>Whether results are JSON.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON, one value a line.", Recursive = true };

    /// <summary>An option of the commands that change something; each command takes one of its own.</summary>
    public static Option<bool> DryRun() => new("--dry-run", "-n") { Description = "Say what would be done, and do nothing." };

    /// <summary>Where a command puts what it has to say.</summary>
    public Screen Screen(ParseResult parse) => new(World, parse.GetValue(Json));

    /// <summary>The rest of Holdfast, with the configuration and the state this command line names.</summary>
    public Hosting Hosting(ParseResult parse, IReadOnlyDictionary<string, string>? flags = null) => new(World, parse.GetValue(Config), parse.GetValue(State), flags);
}
