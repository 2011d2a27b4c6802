using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Adapters.Files;

namespace Holdfast.Adapters.Stores.Rclone;

/// <summary>A running rclone that listens for us alone. It ends when we do, however that comes about.</summary>
internal sealed partial class RcloneProcess : IAsyncDisposable
{
    private const string SetPriv = "/usr/bin/setpriv";
    private const int SaidAtMost = 4;
    private const int LongestLine = 400;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(2);
    private readonly Process _process;
    private readonly Thread _parent;
    private readonly Task _ended;
    private readonly RcloneAddress _address;
    private readonly TimeProvider _time;
    private readonly Queue<string> _said = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource<int> _listens = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _hearing;
    private HttpClient? _client;
    private int _isDisposed;

    private RcloneProcess(Process process, Thread parent, Task ended, RcloneAddress address, TimeProvider time)
    {
        (_process, _parent, _ended, _address, _time, Since) = (process, parent, ended, address, time, time.GetTimestamp());
        _hearing = Task.WhenAll(HearAsync(process.StandardError), HearAsync(process.StandardOutput)).ContinueWith(_ => _listens.TrySetResult(-1), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>When it was started, as a timestamp.</summary>
    public long Since { get; }

    /// <summary>Its number.</summary>
    public int Id => _process.Id;

    /// <summary>Whether it can still be spoken to.</summary>
    public bool IsAlive => Volatile.Read(ref _isDisposed) == 0 && !_hearing.IsCompleted && !_ended.IsCompleted;

    /// <summary>Whether it listens on a Unix socket.</summary>
    public bool IsOnSocket => _address.IsSocket;

    /// <summary>Speaks to it.</summary>
    public HttpClient Client => _client!;

    /// <summary>Starts it and waits until it listens.</summary>
    /// <returns>Null when it does not know how to listen on a Unix socket.</returns>
    /// <exception cref="RcloneGoneException">It could not be started.</exception>
    public static async Task<RcloneProcess?> StartAsync(RcloneLaunch launch, bool isSocket, CancellationToken cancellation)
    {
        var password = launch.Password is { } ask ? await ask(cancellation) : null;
        RcloneAddress address;
        try { address = RcloneAddress.Make(isSocket, launch.Time.GetUtcNow()); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { throw new RcloneGoneException($"there is no place for a socket of ours ({e.Message})", isFinal: true, e); }
        RcloneProcess process;
        try { process = await BeginAsync(launch, address, password); }
        catch
        {
            address.Dispose();
            throw;
        }
        try
        {
            var port = await process.PortAsync(cancellation);
            if (port >= 0)
            {
                process._client = address.Connect(port);
                // It reads its certificate after it says that it listens.
                await process.GreetAsync(cancellation);
                address.Settle();
                return process;
            }
            var why = process.Said();
            await process.DisposeAsync();
            if (isSocket && why.Contains("unix:/", StringComparison.Ordinal) || why.Contains("unknown port", StringComparison.Ordinal) || why.Contains("too many colons", StringComparison.Ordinal)) return null;
            throw new RcloneGoneException($"rclone ended as soon as it was started ({why})", isFinal: IsFinal(why));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Why it ended, in its last words.</summary>
    public async ValueTask<string> WhyAsync()
    {
        await Task.WhenAny(_hearing, Task.Delay(LastWords, _time));
        return Said();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        _client?.Dispose();
        try { _process.Kill(); }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception) { /* it has ended already */ }
        await _ended;
        await _hearing;
        _parent.Join();
        _process.Dispose();
        _address.Dispose();
    }

    private async Task<int> PortAsync(CancellationToken cancellation)
    {
        try { return await _listens.Task.WaitAsync(Patience, _time, cancellation); }
        catch (TimeoutException e) { throw new RcloneGoneException($"rclone does not begin to listen ({Said()})", inner: e); }
    }

    private async Task GreetAsync(CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            using var content = new ByteArrayContent([]);
            using var answer = await Client.PostAsync(new Uri("rc/noop", UriKind.Relative), content, both.Token);
            answer.EnsureSuccessStatusCode();
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellation.IsCancellationRequested)) { throw new RcloneGoneException($"rclone does not answer ({Said()})", inner: e); }
    }

    // The kernel ends it when the thread that started it does: one that waits for its end, and for nothing else.
    private static async Task<RcloneProcess> BeginAsync(RcloneLaunch launch, RcloneAddress address, string? password)
    {
        InheritedDescriptors.Keep();
        var process = new Process { StartInfo = Start(launch, address, password) };
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var parent = new Thread(() =>
        {
            try { process.Start(); }
            catch (Exception e) when (e is Win32Exception or InvalidOperationException)
            {
                started.SetException(new RcloneGoneException($"{launch.Program} could not be started ({e.Message})", isFinal: true, e));
                return;
            }
            started.SetResult();
            process.WaitForExit();
            ended.SetResult();
        }) { IsBackground = true, Name = "rclone" };
        parent.Start();
        try { await started.Task; }
        catch
        {
            process.Dispose();
            throw;
        }
        process.StandardInput.Close();
        return new RcloneProcess(process, parent, ended.Task, address, launch.Time);
    }

    private static ProcessStartInfo Start(RcloneLaunch launch, RcloneAddress address, string? password)
    {
        var start = new ProcessStartInfo(SetPriv) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/" };
        foreach (var word in (string[])["--pdeathsig", "KILL", "--no-new-privs", "--inh-caps=-all", "--ambient-caps=-all", "--", launch.Program, "rcd"]) start.ArgumentList.Add(word);
        start.Environment.Clear();
        foreach (var (name, value) in launch.Inherited()) start.Environment[name] = value;
        foreach (var (name, value) in address.Words()) start.Environment[name] = value;
        start.Environment["RCLONE_CONFIG"] = launch.ConfigFile;
        start.Environment["RCLONE_ASK_PASSWORD"] = "false";
        if (password is not null) start.Environment["RCLONE_CONFIG_PASS"] = password;
        start.Environment["RCLONE_RC_SERVE"] = "true";
        // Its own limits hold for whole transfers; ours tell one that stands still.
        start.Environment["RCLONE_RC_SERVER_READ_TIMEOUT"] = "240h";
        start.Environment["RCLONE_RC_SERVER_WRITE_TIMEOUT"] = "240h";
        return start;
    }

    private async Task HearAsync(StreamReader from)
    {
        try
        {
            while (await from.ReadLineAsync() is { } line)
            {
                if (Listening().Match(line) is { Success: true } match) _listens.TrySetResult(match.Groups[1].Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0);
                else if (!string.IsNullOrWhiteSpace(line)) Keep(line);
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException) { /* it has ended */ }
    }

    private void Keep(string line)
    {
        var plain = Stamp().Replace(line, "").Trim();
        lock (_gate)
        {
            _said.Enqueue(plain.Length > LongestLine ? plain[..LongestLine] + "…" : plain);
            if (_said.Count > SaidAtMost) _said.Dequeue();
        }
    }

    private string Said()
    {
        lock (_gate) return _said.Count == 0 ? "it said nothing" : string.Join("; ", _said);
    }

    private static bool IsFinal(string why) =>
        why.Contains("decrypt", StringComparison.OrdinalIgnoreCase) || why.Contains("password", StringComparison.OrdinalIgnoreCase) || why.Contains("config file", StringComparison.OrdinalIgnoreCase) || why.StartsWith("setpriv:", StringComparison.Ordinal);

    [GeneratedRegex(@"Serving remote control on (?:\[?https?://127\.0\.0\.1:(\d{1,5})/|.)", RegexOptions.CultureInvariant)]
    private static partial Regex Listening();

    [GeneratedRegex(@"^\d{4}/\d\d/\d\d \d\d:\d\d:\d\d ", RegexOptions.CultureInvariant)]
    private static partial Regex Stamp();
}
