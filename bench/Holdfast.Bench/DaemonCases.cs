using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Holdfast.Bench;

/// <summary>What a daemon costs: until it is ready, while nothing happens, and for a run inside it.</summary>
internal static class DaemonCases
{
    private const int IdleSeconds = 60;

    /// <summary>From the start of the process until it answers on its socket.</summary>
    public static void Ready(Lab lab)
    {
        var (_, ours, _, _) = Cases.TwoCopies(lab);
        var flags = lab.Config("ready", Lab.Mirror(lab.Source(), ours));
        Pairs.Run("daemon ready", 1.0, "0.5 s", lab.Options.Pairs, () => { using var daemon = Daemon.Start(lab, flags, "ready"); return new Cost(daemon.ReadyAfter, 0, 0); }, () => new Cost(0.5, 0, 0));
    }

    /// <summary>A run with nothing to do inside a daemon that scans both sides, the command that asks for it included.</summary>
    public static void Unchanged(Lab lab)
    {
        var (source, ours, theirs, _) = Cases.TwoCopies(lab);
        var flags = lab.Config("daemon", Lab.Mirror(source, ours).Replace("to: [b]", "to: [b], watch: off", StringComparison.Ordinal));
        Shell.Run($"{lab.Holdfast} run mirror {flags}");
        using var daemon = Daemon.Start(lab, flags, "daemon");
        Pairs.Run("nothing changed, daemon", 0.6, "rsync -a", lab.Options.Pairs,
            () => Shell.Measure($"{lab.Holdfast} run mirror {flags}"),
            () => Shell.Measure($"rsync -a {source}/ {theirs}/"));
    }

    /// <summary>Processor time and memory of a daemon that watches both trees while nothing happens, and how long a change takes to arrive.</summary>
    public static void Idle(Lab lab)
    {
        var (source, ours, _, _) = Cases.TwoCopies(lab);
        var flags = lab.Config("idle", Lab.Mirror(source, ours).Replace("to: [b]", "to: [b], every: 5m", StringComparison.Ordinal));
        Shell.Run($"{lab.Holdfast} run mirror {flags}");
        using var daemon = Daemon.Start(lab, flags, "idle");
        Thread.Sleep(TimeSpan.FromSeconds(20));
        var before = daemon.Cpu();
        Thread.Sleep(TimeSpan.FromSeconds(IdleSeconds));
        var idle = (daemon.Cpu() - before) / IdleSeconds;
        var arrivals = new List<double>();
        for (var i = 0; i < lab.Options.Pairs; i++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"arrives-{Environment.ProcessId}-{i}");
            var clock = Stopwatch.StartNew();
            File.WriteAllText(Path.Combine(source, name), "x");
            while (!File.Exists(Path.Combine(ours, name)) && clock.Elapsed < TimeSpan.FromSeconds(30)) Thread.Sleep(10);
            arrivals.Add(clock.Elapsed.TotalSeconds);
            File.Delete(Path.Combine(source, name));
        }
        arrivals.Sort();
        Console.WriteLine($"daemon, watching       {idle:P3} of a core idle over {IdleSeconds} s (goal 0.1 %); {daemon.Memory() / 1024:0} MiB resident (goal 70); a new file arrives after {arrivals[arrivals.Count / 2]:0.00} s (slowest {arrivals[^1]:0.00}; goal 2 and a settle time)");
    }

    /// <summary>Memory of a daemon while nothing happens and somebody has the dashboard open: its event stream, and what its overview asks.</summary>
    public static void DashboardOpen(Lab lab)
    {
        var (source, ours, _, _) = Cases.TwoCopies(lab);
        var flags = lab.Config("dashboard", Lab.Mirror(source, ours).Replace("to: [b]", "to: [b], every: 5m", StringComparison.Ordinal));
        Shell.Run($"{lab.Holdfast} run mirror {flags}");
        using var daemon = Daemon.Start(lab, $"{flags} --listen 127.0.0.1:18473", "dashboard");
        var token = Shell.Read($"{lab.Holdfast} token create bench --role viewer {flags}").Split('\n').First(line => line.StartsWith("holdfast_", StringComparison.Ordinal)).Trim();
        using var client = new HttpClient { BaseAddress = new Uri("http://127.0.0.1:18473"), DefaultRequestHeaders = { Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", token) } };
        using var stream = client.GetStreamAsync("/api/v1/events/stream").GetAwaiter().GetResult();
        for (var i = 0; i < IdleSeconds; i += 5)
        {
            foreach (var path in (string[])["status", "jobs", "stats?days=30", "findings", "stores"]) client.GetStringAsync($"/api/v1/{path}").GetAwaiter().GetResult();
            Thread.Sleep(TimeSpan.FromSeconds(5));
        }
        Console.WriteLine($"daemon, dashboard open {daemon.Memory() / 1024:0} MiB resident after {IdleSeconds} s (goal 100)");
    }

    /// <summary>A daemon that runs until it is disposed.</summary>
    internal sealed class Daemon : IDisposable
    {
        private readonly Process _process;

        private Daemon(Process process, double readyAfter) => (_process, ReadyAfter) = (process, readyAfter);

        public double ReadyAfter { get; }

        public static Daemon Start(Lab lab, string flags, string name)
        {
            var socket = Path.Combine(lab.Options.Work, "cfg-" + name, "state", "control.sock");
            var clock = Stopwatch.StartNew();
            var process = Process.Start(new ProcessStartInfo(lab.Holdfast, $"daemon {flags}") { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.OutputDataReceived += (_, _) => { };
            process.ErrorDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            while (!Answers(socket))
            {
                if (clock.Elapsed > TimeSpan.FromSeconds(60) || process.HasExited) throw new InvalidOperationException("the daemon does not answer");
                Thread.Sleep(2);
            }
            return new Daemon(process, clock.Elapsed.TotalSeconds);
        }

        /// <summary>Seconds of processor time so far.</summary>
        public double Cpu()
        {
            var fields = File.ReadAllText($"/proc/{_process.Id}/stat").Split(") ")[1].Split(' ');
            return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / 100;
        }

        /// <summary>Resident memory in KiB.</summary>
        public double Memory() => double.Parse(File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);

        public void Dispose()
        {
            Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)])!.WaitForExit();
            _process.WaitForExit();
            _process.Dispose();
        }

        private static bool Answers(string path)
        {
            if (!File.Exists(path)) return false;
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(path));
                socket.Send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"u8);
                var answer = new byte[256];
                return answer.AsSpan(0, socket.Receive(answer)).StartsWith("HTTP/1.1 200"u8);
            }
            catch (SocketException)
            {
                return false;
            }
        }
    }
}
