using Holdfast.Adapters.Stores.Sftp;
using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.TestKit;

namespace Holdfast.Integration.Sftp;

/// <summary>A server that takes requests and answers none.</summary>
[Trait("row", "C2")]
[Trait("row", "D8")]
public sealed class SilentServerTests : IDisposable
{
    private readonly List<SilentTransport> _lines = [];
    private readonly TestTime _time = new(TimeProvider.System.GetUtcNow());
    private readonly SftpPlace _place;

    public SilentServerTests() => _place = new SftpPlace { Time = _time, Around = Around };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task A_connection_that_answers_nothing_is_ended_and_the_call_made_on_another()
    {
        await using var store = await _place.OpenAsync(writable: false);
        await File.WriteAllTextAsync(_place.At(TreePath.From("f")), "content", Cancellation);
        var entry = (await store.StatAsync(TreePath.From("f"), Cancellation))!;
        _lines[0].FallSilent();

        var opening = store.OpenReadAsync(entry, Cancellation).AsTask();
        await _lines[0].Asked.WaitAsync(Cancellation);
        _time.Advance(TimeSpan.FromSeconds(61));
        await _time.TimersChanged.UntilAsync(() => _lines[0].IsClosed && _time.NextDue is not null, "the wait before the next try");
        _time.Advance(TimeSpan.FromSeconds(1));

        await using var reader = await opening;
        Assert.Equal(2, _lines.Count);
    }

    [Fact]
    public async Task Reading_goes_on_elsewhere_when_its_connection_answers_nothing_any_more()
    {
        await using var store = await _place.OpenAsync(writable: false);
        var content = Enumerable.Range(0, 300_000).Select(i => (byte)(i % 251)).ToArray();
        await File.WriteAllBytesAsync(_place.At(TreePath.From("f")), content, Cancellation);
        var entry = (await store.StatAsync(TreePath.From("f"), Cancellation))!;
        await using var reader = await store.OpenReadAsync(entry, Cancellation);
        _lines[0].FallSilent();

        var read = new byte[content.Length];
        var reading = ReadAllAsync(reader, read);
        await _lines[0].Asked.WaitAsync(Cancellation);
        _time.Advance(TimeSpan.FromSeconds(61));
        await _time.TimersChanged.UntilAsync(() => _lines[0].IsClosed && _time.NextDue is not null, "the wait before the next try");
        _time.Advance(TimeSpan.FromSeconds(1));

        await Eventually.SoonAsync(reading, "the rest of the file");
        Assert.Equal(content, read);
        Assert.Equal(2, _lines.Count);
    }

    private static async Task ReadAllAsync(IContentReader reader, byte[] into)
    {
        for (var at = 0; at < into.Length;)
        {
            var block = await reader.ReadAsync(into.AsMemory(at), Cancellation);
            Assert.False(block.IsEnd);
            at += block.Length;
        }
    }

    private SilentTransport Around(SftpTransport transport)
    {
        var line = new SilentTransport(transport);
        _lines.Add(line);
        return line;
    }
}
