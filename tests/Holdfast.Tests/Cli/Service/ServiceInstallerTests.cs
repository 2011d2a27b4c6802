using Holdfast.Cli;
using Holdfast.Cli.Rendering;
using Holdfast.Cli.Service;
using Holdfast.Cli.Surroundings;
using Holdfast.TestKit;

namespace Holdfast.Tests.Cli.Service;

/// <summary>What the installer asks other programs for, and what it leaves alone.</summary>
[Trait("row", "L11")]
public sealed class ServiceInstallerTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly StringWriter _output = new();
    private readonly FakeRunner _runner = new();
    private readonly ServiceLayout _layout;

    public ServiceInstallerTests() => _layout = new ServiceLayout
    {
        UnitFile = Path.Combine(_directory.Path, "holdfast.service"),
        ConfigFile = Path.Combine(_directory.Path, "etc", "holdfast.yaml"),
        StateDirectory = Path.Combine(_directory.Path, "state"),
        BootedMark = _directory.Make("booted"),
    };

    [Fact]
    public async Task The_first_install_makes_account_configuration_and_unit_and_starts_it()
    {
        await InstallAsync("stores: {}\n");

        Assert.Equal("stores: {}\n", await File.ReadAllTextAsync(_layout.ConfigFile, TestContext.Current.CancellationToken));
        Assert.Contains("ReadWritePaths=-/srv/lab", await File.ReadAllTextAsync(_layout.UnitFile, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(
            [
                "systemctl --version", "getent passwd holdfast",
                $"useradd --system --user-group --home-dir {_layout.StateDirectory} --no-create-home --shell /usr/sbin/nologin holdfast",
                $"chown root:holdfast {Path.GetDirectoryName(_layout.ConfigFile)} {_layout.ConfigFile}", $"chmod 0750 {Path.GetDirectoryName(_layout.ConfigFile)}", $"chmod 0640 {_layout.ConfigFile}",
                "systemctl daemon-reload", "systemctl enable --quiet holdfast.service", "systemctl restart holdfast.service",
            ],
            _runner.Asked);
    }

    [Fact]
    public async Task A_second_install_leaves_account_and_unit_alone_and_does_not_restart()
    {
        await InstallAsync("stores: {}\n");
        _runner.Asked.Clear();
        _runner.Answers["getent"] = new ProcessResult(0, "holdfast:x:998:998::/:/usr/sbin/nologin\n", "");

        await InstallAsync(null);

        Assert.DoesNotContain(_runner.Asked, asked => asked.StartsWith("useradd", StringComparison.Ordinal) || asked.Contains("restart", StringComparison.Ordinal));
        Assert.Contains("systemctl start holdfast.service", _runner.Asked);
    }

    [Fact]
    public async Task A_dry_run_asks_for_versions_and_users_alone_and_writes_nothing()
    {
        await InstallAsync("stores: {}\n", isDryRun: true);

        Assert.Equal(["systemctl --version", "getent passwd holdfast"], _runner.Asked);
        Assert.False(File.Exists(_layout.ConfigFile) || File.Exists(_layout.UnitFile));
        Assert.Contains($"would write {_layout.ConfigFile}", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_step_that_fails_is_told_with_what_the_program_said_and_nothing_comes_after_it()
    {
        _runner.Answers["useradd"] = new ProcessResult(1, "", "useradd: cannot lock /etc/passwd\n");

        var problem = await Assert.ThrowsAsync<CommandException>(() => InstallAsync("stores: {}\n"));

        Assert.Contains("cannot lock /etc/passwd", problem.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_layout.UnitFile));
        Assert.DoesNotContain(_runner.Asked, asked => asked.Contains("enable", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_account_that_is_the_superuser_is_refused()
    {
        _runner.Answers["getent"] = new ProcessResult(0, "holdfast:x:0:0::/:/bin/sh\n", "");

        await Assert.ThrowsAsync<CommandException>(() => InstallAsync("stores: {}\n"));
    }

    [Fact]
    public async Task Without_systemd_the_reason_is_told_and_what_to_do_instead()
    {
        _runner.Answers["systemctl"] = null;

        var problem = await Assert.ThrowsAsync<CommandException>(() => InstallAsync("stores: {}\n"));

        Assert.Contains("holdfast daemon", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Uninstalling_stops_and_removes_the_unit_and_keeps_the_rest()
    {
        await InstallAsync("stores: {}\n");
        _runner.Asked.Clear();

        await new ServiceRemover(World(), _runner, _layout, Screen(), isDryRun: false).RemoveAsync(purge: false, TestContext.Current.CancellationToken);

        Assert.False(File.Exists(_layout.UnitFile));
        Assert.True(File.Exists(_layout.ConfigFile));
        Assert.Equal(["systemctl disable --now --quiet holdfast.service", "systemctl daemon-reload"], _runner.Asked);
    }

    public void Dispose()
    {
        _output.Dispose();
        _directory.Dispose();
    }

    private Task InstallAsync(string? firstConfig, bool isDryRun = false) =>
        new ServiceInstaller(World(), _runner, _layout, Screen(), isDryRun).InstallAsync(Facts, firstConfig, TestContext.Current.CancellationToken);

    private ConfigurationFacts Facts() => new() { File = _layout.ConfigFile, StateDirectory = _layout.StateDirectory, Problems = [], Stores = [new ConfiguredStore("lab", "/srv/lab", "/srv/lab")] };

    // A program of the system: nobody but root can replace it.
    private World World() => new() { Out = _output, Error = TextWriter.Null, In = TextReader.Null, Environment = new Dictionary<string, string>(), WorkingDirectory = "/", IsRoot = true, Executable = "/usr/bin/env" };

    private Screen Screen() => new(World(), json: false);

    private sealed class FakeRunner : IProcessRunner
    {
        public List<string> Asked { get; } = [];

        public Dictionary<string, ProcessResult?> Answers { get; } = new()
        {
            ["systemctl"] = new ProcessResult(0, "systemd 252 (252.39)\n", ""),
            ["getent"] = new ProcessResult(2, "", ""),
        };

        public Task<ProcessResult?> RunAsync(string program, IReadOnlyList<string> arguments, CancellationToken cancellation)
        {
            Asked.Add($"{program} {string.Join(' ', arguments)}");
            return Task.FromResult(Answers.TryGetValue(program, out var answer) ? answer : new ProcessResult(0, "", ""));
        }
    }
}
