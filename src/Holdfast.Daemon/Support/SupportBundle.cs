using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Events;
using Holdfast.Daemon.Commands;
using Holdfast.Daemon.Configuration;
using Holdfast.Daemon.Events;
using Holdfast.Daemon.Health;
using Holdfast.Daemon.Logging;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Support;

/// <summary>What somebody who shall help needs to see, in one archive, and nothing that is only its owner's business.</summary>
internal sealed class SupportBundle(Services services)
{
    private const int Runs = 200;
    private const int Events = 500;

    /// <summary>Makes it: a zip archive of JSON and text.</summary>
    public async Task<byte[]> MakeAsync(CancellationToken cancellation)
    {
        var redactor = new Redactor(RandomNumberGenerator.GetBytes(16), Environment.MachineName, await NamesAsync(cancellation));
        using var bytes = new MemoryStream();
        await using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            var status = await services.Status.ReadAsync(services.Gate.Daemon, services.IsStateHeld, cancellation);
            Add(archive, "about.txt", About());
            Add(archive, "status.json", Clean(redactor, JsonSerializer.SerializeToNode(status.Row, RowJson.Default.StatusRow)));
            Add(archive, "checks.json", Clean(redactor, List(await Doctor.LookAsync(services.Health(isDeep: false), cancellation), row => JsonSerializer.SerializeToNode(row, RowJson.Default.CheckRow))));
            Add(archive, "runs.json", Clean(redactor, List(await services.State.Runs.ListAsync(null, Runs, cancellation), run => JsonSerializer.SerializeToNode(Rows.Of(run), RowJson.Default.RunRow))));
            Add(archive, "settings.json", Clean(redactor, JsonNode.Parse(ConfigShow.Json(services.Config, hidesAddresses: true))));
            var events = await services.State.Events.ReadBeforeAsync(long.MaxValue, EventFilter.All, Events, cancellation);
            Add(archive, "events.json", Clean(redactor, List(events, happened => JsonSerializer.SerializeToNode(EventRecords.Of(happened), EventJson.Default.EventRecord))));
            Add(archive, "log.jsonl", string.Join('\n', (services.Ring?.Last(int.MaxValue) ?? []).Select(record => redactor.Json(JsonNode.Parse(new JsonLogFormat().Line(record)))!.ToJsonString())));
        }
        return bytes.ToArray();
    }

    // What the configuration and the accounts name can stand in any message.
    private async Task<IReadOnlyList<string>> NamesAsync(CancellationToken cancellation)
    {
        var config = services.Config;
        var users = (await services.Book.UsersAsync(cancellation)).Select(user => user.Name);
        var stores = config.Stores.SelectMany(store => new[] { store.Sftp?.Host, store.Sftp?.User, store.S3?.Bucket, store.Rclone?.Remote });
        var channels = config.Notifications.Channels.SelectMany(channel => channel.To.Append(channel.Host).Append(channel.User));
        return [.. users.Concat(config.Server.Hosts).Concat(stores.Concat(channels).OfType<string>())];
    }

    private static string About() =>
        $"Holdfast {ProgramVersion.Text}\n{RuntimeInformation.OSDescription}\n{RuntimeInformation.FrameworkDescription} {RuntimeInformation.ProcessArchitecture}\n{Environment.ProcessorCount} processors\n"
        + "Names of files, people, hosts and addresses were replaced; the same word stands for the same name. Look it over before you give it away.\n";

    private static JsonArray List<T>(IEnumerable<T> items, Func<T, JsonNode?> node) => new([.. items.Select(node)]);

    private static string Clean(Redactor redactor, JsonNode? node) => redactor.Json(node)!.ToJsonString();

    private static void Add(ZipArchive archive, string name, string text)
    {
        using var entry = archive.CreateEntry(name).Open();
        entry.Write(Encoding.UTF8.GetBytes(text));
    }
}
