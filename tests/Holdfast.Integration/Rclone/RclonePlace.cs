using System.Diagnostics;
using Holdfast.Adapters.Networking;
using Holdfast.Adapters.Settings;
using Holdfast.Adapters.Stores.Rclone;
using Holdfast.Engine.Model;
using Holdfast.TestKit;

namespace Holdfast.Integration.Rclone;

/// <summary>A directory of this machine, a configuration of rclone's that knows it as some remotes, and stores on them.</summary>
internal sealed class RclonePlace : IDisposable
{
    /// <summary>Where Debian puts it.</summary>
    public const string Program = "/usr/bin/rclone";

    private readonly TempDirectory _directory = new();

    public RclonePlace()
    {
        Assert.SkipUnless(File.Exists(Program), "rclone is not installed");
        Directory.CreateDirectory(Root);
        Directory.CreateDirectory(Sealed);
        File.WriteAllText(ConfigFile, $"[box]\ntype = alias\nremote = {Root}\n\n[cloud]\ntype = memory\n\n[vault]\ntype = crypt\nremote = {Sealed}\npassword = {Obscured("a secret of the tests")}\n");
    }

    /// <summary>What <c>box:</c> leads to.</summary>
    public string Root => Path.Combine(_directory.Path, "files");

    /// <summary>Where <c>vault:</c> keeps what it encrypts.</summary>
    public string Sealed => Path.Combine(_directory.Path, "sealed");

    /// <summary>The <c>rclone.conf</c>.</summary>
    public string ConfigFile => Path.Combine(_directory.Path, "rclone.conf");

    /// <summary>A further place beside them.</summary>
    public string At(string name) => Path.Combine(_directory.Path, name);

    /// <summary>What the program finds in its environment besides ours.</summary>
    public Dictionary<string, string> Environment { get; } = new(StringComparer.Ordinal) { ["PATH"] = "/usr/bin:/bin", ["HOME"] = "/", ["LANG"] = "C.UTF-8" };

    /// <summary>Opens a store.</summary>
    public ValueTask<RcloneStore> OpenAsync(string remote, bool writable = true, string holder = "", string program = Program, Func<CancellationToken, ValueTask<string>>? password = null) =>
        RcloneStore.OpenAsync("box", new RcloneStoreOptions
        {
            Settings = new RcloneSettings { Remote = remote, Program = program, ConfigFile = ConfigFile, Password = password },
            Reach = RcloneHosts.Take,
            Environment = Environment,
            Writable = writable,
            Holder = holder,
            Rules = NetworkRules.Default with { FirstDelay = TimeSpan.FromMilliseconds(1), Budget = 10_000 },
            NewId = Guid.NewGuid,
            Random = new Random(1),
            Time = TimeProvider.System,
        }, TestContext.Current.CancellationToken);

    /// <summary>The program behind a store.</summary>
    public static RcloneProcess ProgramOf(RcloneStore store) => ((RcloneHosts.Held)store.Service.Line).Host.Current!;

    /// <summary>Runs the program by itself, as anybody would.</summary>
    public async Task<(int ExitCode, string Said)> RunAsync(params string[] words)
    {
        var start = new ProcessStartInfo(Program) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var word in (string[])["--config", ConfigFile, .. words]) start.ArgumentList.Add(word);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var said = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, said);
    }

    /// <summary>A password as configurations of rclone's hold it.</summary>
    public static string Obscured(string password)
    {
        using var process = Process.Start(new ProcessStartInfo(Program, ["obscure", password]) { RedirectStandardOutput = true })!;
        var text = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return text;
    }

    public void Dispose() => _directory.Dispose();

    /// <summary>A name of <c>box:</c> on this machine.</summary>
    public string At(TreePath path) => Path.Combine(Root, path.ToString());
}
