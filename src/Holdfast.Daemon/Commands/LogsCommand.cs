using System.Globalization;
using System.Text.Json;
using Holdfast.Contracts;
using Holdfast.Contracts.Control;
using Holdfast.Daemon.Control;
using Holdfast.Daemon.Logging;

namespace Holdfast.Daemon.Commands;

/// <summary>Tells the log: of a running daemon the last lines and with <c>follow</c> every new one, else the end of the log file.</summary>
internal static class LogsCommand
{
    private const int Lines = 50;

    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var count = call.Option("lines") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : Lines;
        var least = call.Option("level") is { } level && Enum.TryParse<LogLevel>(level, ignoreCase: true, out var parsed) ? parsed : LogLevel.Debug;
        if (call.Services.Ring is not { } ring) return await FileAsync(call, count, least, cancellation);
        if (!call.Has("follow"))
        {
            foreach (var record in ring.Last(int.MaxValue).Where(r => r.Level >= least).TakeLast(count)) await TellAsync(call, record, cancellation);
            return ExitCode.Done;
        }
        await foreach (var record in ring.FollowAsync(count, cancellation))
            if (record.Level >= least) await TellAsync(call, record, cancellation);
        return ExitCode.Done;
    }

    private static async Task<ExitCode> FileAsync(CommandCall call, int count, LogLevel least, CancellationToken cancellation)
    {
        if (call.Services.Config.LogFile is not { } path)
            throw new UsageException("logs: no daemon is running and no log-file is configured; under systemd the log is in: journalctl -u holdfast");
        if (!File.Exists(path)) throw new UsageException($"logs: there is no log file {path} yet");
        var last = new Queue<(string Line, LogRecord? Record)>();
        await foreach (var line in File.ReadLinesAsync(path, cancellation))
        {
            var record = LogLines.Read(line);
            if (record?.Level < least) continue;
            if (last.Count == count) last.Dequeue();
            last.Enqueue((line, record));
        }
        foreach (var (line, record) in last)
        {
            if (record is not null) await TellAsync(call, record, cancellation);
            else await call.Sink.TellAsync(new ControlEvent { Kind = ControlEvent.Log, Text = line }, cancellation);
        }
        if (!call.Has("follow")) return ExitCode.Done;
        await call.Sink.ErrorAsync("holdfast: no daemon is running: there are no new lines to wait for", cancellation);
        return ExitCode.Failed;
    }

    private static ValueTask TellAsync(CommandCall call, LogRecord record, CancellationToken cancellation)
    {
        using var data = JsonDocument.Parse(new JsonLogFormat().Line(record));
        return call.Sink.TellAsync(new ControlEvent { Kind = ControlEvent.Log, Text = new TextLogFormat().Line(record), Data = data.RootElement.Clone() }, cancellation);
    }
}
