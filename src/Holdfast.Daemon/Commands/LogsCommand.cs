using System.Globalization;
using System.Text.Json;
using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Control;
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
        if (call.Services.Ring is not { } ring) return await FileAsync(call, count, cancellation);
        if (!call.Has("follow"))
        {
            foreach (var record in ring.Last(count).Where(r => r.Level >= least)) await TellAsync(call, record, cancellation);
            return ExitCode.Done;
        }
        await foreach (var record in ring.FollowAsync(count, cancellation))
            if (record.Level >= least) await TellAsync(call, record, cancellation);
        return ExitCode.Done;
    }

    private static async Task<ExitCode> FileAsync(CommandCall call, int count, CancellationToken cancellation)
    {
        if (call.Services.Config.LogFile is not { } path)
            throw new UsageException("logs: no daemon is running and no log-file is configured; under systemd the log is in: journalctl -u holdfast");
        if (!File.Exists(path)) throw new UsageException($"logs: there is no log file {path} yet");
        var last = new Queue<string>(count);
        await foreach (var line in File.ReadLinesAsync(path, cancellation))
        {
            if (last.Count == count) last.Dequeue();
            last.Enqueue(line);
        }
        foreach (var line in last) await call.Sink.TellAsync(new ControlEvent { Kind = ControlEvent.Log, Text = line }, cancellation);
        return ExitCode.Done;
    }

    private static ValueTask TellAsync(CommandCall call, LogRecord record, CancellationToken cancellation)
    {
        var row = new LogRow { Time = record.Time, Level = record.Level.ToString().ToLowerInvariant(), Area = record.Area, Message = record.Message };
        return call.Sink.TellAsync(new ControlEvent { Kind = ControlEvent.Log, Text = new TextLogFormat().Line(record), Data = JsonSerializer.SerializeToElement(row, RowJson.Default.LogRow) }, cancellation);
    }
}
