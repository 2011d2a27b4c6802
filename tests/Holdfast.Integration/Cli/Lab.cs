using System.Diagnostics;
using Holdfast.TestKit;

namespace Holdfast.Integration.Cli;

/// <summary>A place with a source, a copy and a configuration, and the built program that works on them.</summary>
internal sealed class Lab : IDisposable
{
    private readonly TempDirectory _place;
    private readonly List<DaemonProcess> _daemons = [];

    /// <summary>Makes one whose configuration keeps modes right and mirrors, overwriting and deleting what it placed.</summary>
    public Lab(string more = "", TempDirectory? place = null)
    {
        _place = place ?? new TempDirectory();
        Configuration = $$"""
            stores:
              lab:  { kind: local, path: {{_place.Make("lab")}} }
              copy: { kind: local, path: {{_place.Make("copy")}} }
            jobs:
              permissions: { kind: permissions, store: lab, directories: "775", files: "664", settle: 100ms }
              mirror: { kind: mirror, from: lab, to: [copy], extraneous: delete, conflict: overwrite, settle: 100ms{{more}} }
            """;
        File.WriteAllText(ConfigFile, Configuration);
    }

    /// <summary>The program: in the folder that <c>HOLDFAST</c> names, as it is for the scripts, else as it was built beside the tests.</summary>
    public static string Executable { get; } = Path.Combine(Environment.GetEnvironmentVariable("HOLDFAST") ?? AppContext.BaseDirectory, "holdfast");

    /// <summary>Where its daemon serves the API.</summary>
    public string Listen { get; init; } = "off";

    public string Directory => _place.Path;

    public string Configuration { get; }

    public string ConfigFile => Path.Combine(Directory, "holdfast.yaml");

    public string StateDirectory => Path.Combine(Directory, "state");

    /// <summary>A path of the source.</summary>
    public string Source(string name) => Path.Combine(Directory, "lab", name);

    /// <summary>A path of the copy.</summary>
    public string Copy(string name) => Path.Combine(Directory, "copy", name);

    /// <summary>Writes a file of the source.</summary>
    public void Write(string name, string content)
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(Source(name))!);
        File.WriteAllText(Source(name), content);
    }

    /// <summary>Runs a command to its end, on this configuration and state.</summary>
    public Task<Answer> RunAsync(params string[] arguments) => StartAsync(Executable, [.. arguments, "--config", ConfigFile, "--state", StateDirectory]);

    /// <summary>Runs a program in this place to its end.</summary>
    public async Task<Answer> StartAsync(string program, IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(Info(program, arguments))!;
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await Eventually.SoonAsync(process.WaitForExitAsync(), $"{program} {string.Join(' ', arguments)}", TimeSpan.FromMinutes(5));
        return new Answer(process.ExitCode, await output, await error);
    }

    /// <summary>Starts the daemon and waits until it takes commands.</summary>
    public async Task<DaemonProcess> StartDaemonAsync()
    {
        var daemon = new DaemonProcess(Process.Start(Info(Executable, ["daemon", "--config", ConfigFile, "--state", StateDirectory]))!);
        _daemons.Add(daemon);
        await daemon.UntilAsync(() => daemon.Said("started config="), "the daemon to start");
        return daemon;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var daemon in _daemons) daemon.Dispose();
        _place.Dispose();
    }

    private ProcessStartInfo Info(string program, IReadOnlyList<string> arguments)
    {
        var info = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Directory };
        foreach (var name in info.Environment.Keys.Where(name => name.StartsWith("HOLDFAST_", StringComparison.Ordinal) || name.StartsWith("XDG_", StringComparison.Ordinal)).ToArray()) info.Environment.Remove(name);
        info.Environment["HOME"] = Directory;
        info.Environment["NO_COLOR"] = "1";
        info.Environment["HOLDFAST_SERVER_LISTEN"] = Listen;
        return info;
    }
}
