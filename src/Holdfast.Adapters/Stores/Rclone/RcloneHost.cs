namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>
/// One rclone for all stores of the same configuration: started when it is first needed, started again when it has ended, and left alone for
/// longer each time it ends soon after.
/// </summary>
internal sealed class RcloneHost : IAsyncDisposable
{
    private const int Harmless = 2;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private readonly RcloneLaunch _launch;
    private readonly SemaphoreSlim _one = new(1, 1);
    private RcloneProcess? _process;
    private bool _knowsSockets = true;
    private int _endings;
    private long _endedAt;
    private string _why = "";
    private bool _isClosed;

    /// <summary>Makes one; nothing is started yet.</summary>
    public RcloneHost(RcloneLaunch launch) => _launch = launch;

    /// <summary>The version of the program; null before it was first started.</summary>
    public Version? Version { get; private set; }

    /// <summary>The one that runs; null when none does.</summary>
    public RcloneProcess? Current => _process;

    /// <summary>The one that runs, or a new one.</summary>
    /// <exception cref="RcloneGoneException">It cannot be started, or is left alone for a while.</exception>
    public async ValueTask<RcloneProcess> EnterAsync(CancellationToken cancellation)
    {
        if (_process is { IsAlive: true } running) return running;
        await _one.WaitAsync(cancellation);
        try
        {
            if (_isClosed) throw new RcloneGoneException("the store was closed", isFinal: true);
            if (_process is { IsAlive: true } meanwhile) return meanwhile;
            if (_process is { } dead) await BuryAsync(dead);
            var pause = _endings <= Harmless ? TimeSpan.Zero : TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, TimeSpan.TicksPerSecond << Math.Min(_endings - Harmless, 10)));
            if (_endings > 0 && _launch.Time.GetElapsedTime(_endedAt) < pause) throw new RcloneGoneException($"rclone has ended {_endings} times and is left alone for a while ({_why})");
            Version ??= await RcloneVersion.AskAsync(_launch.Program, _launch.Time, cancellation);
            return _process = await StartAsync(cancellation);
        }
        finally { _one.Release(); }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _one.WaitAsync();
        _isClosed = true;
        if (_process is { } process) await process.DisposeAsync();
        _one.Release();
    }

    private async Task<RcloneProcess> StartAsync(CancellationToken cancellation)
    {
        try
        {
            if (_knowsSockets && await RcloneProcess.StartAsync(_launch, true, cancellation) is { } onSocket) return onSocket;
            // Found out once: before 1.61 it takes the path of a socket for a port.
            _knowsSockets = false;
            return await RcloneProcess.StartAsync(_launch, false, cancellation) ?? throw new RcloneGoneException("rclone cannot listen on the loopback", isFinal: true);
        }
        catch (RcloneGoneException e)
        {
            Note(e.Message);
            throw;
        }
    }

    private async ValueTask BuryAsync(RcloneProcess dead)
    {
        var why = await dead.WhyAsync();
        _process = null;
        if (_launch.Time.GetElapsedTime(dead.Since) > Soon) _endings = 0;
        Note(why);
        await dead.DisposeAsync();
    }

    private void Note(string why)
    {
        _endings++;
        (_why, _endedAt) = (why, _launch.Time.GetTimestamp());
    }
}

/// <summary>The rclones of this process: whoever opens a store of the same configuration gets the same one, for as long as anybody has it open.</summary>
internal static class RcloneHosts
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, Shared> All = new(StringComparer.Ordinal);

    /// <summary>Takes one; who takes one gives it back.</summary>
    public static Held Take(RcloneLaunch launch)
    {
        var key = $"{launch.Program}|{launch.ConfigFile}";
        lock (Gate)
        {
            if (!All.TryGetValue(key, out var shared)) All[key] = shared = new Shared(key, new RcloneHost(launch));
            shared.Users++;
            return new Held(shared);
        }
    }

    /// <summary>One that is held.</summary>
    internal sealed class Held(Shared shared) : IRcloneLine
    {
        private int _isGiven;

        /// <inheritdoc/>
        public string Shown => $"rclone {Host.Version} answers on {(Host.Current is { IsOnSocket: true } ? "a Unix socket of ours" : "the loopback, with a password and a certificate of ours")}";

        /// <summary>The program.</summary>
        public RcloneHost Host => shared.Host;

        /// <inheritdoc/>
        public async ValueTask<HttpClient> EnterAsync(CancellationToken cancellation) => (await Host.EnterAsync(cancellation)).Client;

        /// <inheritdoc/>
        public async ValueTask DisposeAsync()
        {
            if (Interlocked.Exchange(ref _isGiven, 1) != 0) return;
            lock (Gate)
            {
                if (--shared.Users > 0) return;
                All.Remove(shared.Key);
            }
            await shared.Host.DisposeAsync();
        }
    }

    /// <summary>One, and how many hold it.</summary>
    internal sealed class Shared(string key, RcloneHost host)
    {
        public string Key => key;

        public RcloneHost Host => host;

        public int Users { get; set; }
    }
}
