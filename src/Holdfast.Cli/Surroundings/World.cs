namespace Holdfast.Cli.Surroundings;

/// <summary>Everything outside that a command sees. The program takes the real one, tests bring their own.</summary>
internal sealed record World
{
    /// <summary>Where results go.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Where messages for people go.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Where answers to questions come from.</summary>
    public required TextReader In { get; init; }

    /// <summary>Reads an answer that nobody may read over a shoulder; null for the same as <see cref="In"/>.</summary>
    public Func<string?>? ReadHidden { get; init; }

    /// <summary>Whether results go to a terminal.</summary>
    public bool IsOutTerminal { get; init; }

    /// <summary>Whether messages go to a terminal.</summary>
    public bool IsErrorTerminal { get; init; }

    /// <summary>Whether somebody can be asked.</summary>
    public bool IsInTerminal { get; init; }

    /// <summary>Width of the terminal in columns.</summary>
    public int Width { get; init; } = 100;

    /// <summary>The environment.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Where relative paths begin.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>Whether this process is the superuser.</summary>
    public bool IsRoot { get; init; }

    /// <summary>Whether this process may do what only the superuser may: then it reads only a configuration that nobody else can write.</summary>
    public bool IsPrivileged { get; init; }

    /// <summary>The file this process was started from.</summary>
    public string Executable { get; init; } = "holdfast";

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>An absolute path.</summary>
    public string FullPath(string path) => Path.GetFullPath(path, WorkingDirectory);

    /// <summary>A variable of the environment; null when it is not set or empty.</summary>
    public string? Variable(string name) => Environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    /// <summary>The world this process is in.</summary>
    public static World Current() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        In = Console.In,
        ReadHidden = Console.IsInputRedirected ? null : HiddenLine,
        IsOutTerminal = !Console.IsOutputRedirected,
        IsErrorTerminal = !Console.IsErrorRedirected,
        IsInTerminal = !Console.IsInputRedirected,
        Width = Columns(),
        Environment = Variables(),
        WorkingDirectory = System.Environment.CurrentDirectory,
        IsRoot = System.Environment.IsPrivilegedProcess,
        IsPrivileged = System.Environment.IsPrivilegedProcess || Capabilities.HasAny,
        Executable = System.Environment.ProcessPath ?? "holdfast",
    };

    private static string HiddenLine()
    {
        var line = new System.Text.StringBuilder();
        for (var key = Console.ReadKey(intercept: true); key.Key != ConsoleKey.Enter; key = Console.ReadKey(intercept: true))
        {
            if (key.Key == ConsoleKey.Backspace) line.Length = Math.Max(0, line.Length - 1);
            else if (key.KeyChar >= ' ') line.Append(key.KeyChar);
        }
        Console.Error.WriteLine();
        return line.ToString();
    }

    private static int Columns()
    {
        if (Console.IsOutputRedirected && Console.IsErrorRedirected) return 100;
        var width = Console.WindowWidth;
        return width > 20 ? width : 100;
    }

    private static Dictionary<string, string> Variables()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in System.Environment.GetEnvironmentVariables()) variables[(string)entry.Key] = (string)entry.Value!;
        return variables;
    }
}
