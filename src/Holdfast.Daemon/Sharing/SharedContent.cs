using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Sharing;

/// <summary>One file that is read once for several. Its blocks are kept until all have them, or until room is needed. Guarded by the lock of <see cref="SharedReads"/>, but for <see cref="Turn"/>.</summary>
internal sealed class SharedContent(Entry expected) : IDisposable
{
    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly Dictionary<long, (byte[] Data, ContentBlock Block)> _blocks = [];

    /// <summary>The file as it was listed.</summary>
    public Entry Expected => expected;

    /// <summary>The reader, until its end is reached.</summary>
    public IContentReader? Reader { get; private set; }

    /// <summary>The file as it was opened; known once it is open.</summary>
    public Entry? Entry { get; private set; }

    /// <summary>The file as it was when its end was reached; null before.</summary>
    public Entry? AtEnd { get; private set; }

    /// <summary>Whether nobody can read on here: a read failed, or was given up.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Who reads the next block.</summary>
    public SemaphoreSlim Turn { get; } = new(1, 1);

    /// <summary>How far each is, in blocks.</summary>
    public Dictionary<int, long> Positions { get; } = [];

    /// <summary>Number of the first block that is still kept.</summary>
    public long First { get; private set; }

    /// <summary>Number of the next block to be read.</summary>
    public long Next => First + _blocks.Count;

    /// <summary>Whether any block is kept.</summary>
    public bool HasBlocks => _blocks.Count > 0;

    /// <summary>Opens the file, once.</summary>
    public async Task OpenAsync(Func<CancellationToken, ValueTask<IContentReader>> open, CancellationToken cancellation)
    {
        await _opening.WaitAsync(cancellation);
        try
        {
            if (Entry is not null) return;
            Reader = await open(cancellation);
            Entry = Reader.Entry;
        }
        finally { _opening.Release(); }
    }

    /// <summary>A block that is kept.</summary>
    public (byte[] Data, ContentBlock Block) At(long number) => _blocks[number];

    /// <summary>Keeps a block.</summary>
    public void Add(byte[] data, ContentBlock block) => _blocks.Add(Next, (data, block));

    /// <summary>Lets go of the first block.</summary>
    /// <returns>Bytes that it took.</returns>
    public int DropFirst()
    {
        _blocks.Remove(First++, out var dropped);
        return dropped.Data.Length;
    }

    /// <summary>Its end is reached: the reader is no longer needed.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        AtEnd = await Reader!.StatAsync(cancellation);
        await CloseAsync();
    }

    /// <summary>Closes the file.</summary>
    public async ValueTask CloseAsync()
    {
        var reader = Reader;
        Reader = null;
        if (reader is not null) await reader.DisposeAsync();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _opening.Dispose();
        Turn.Dispose();
    }
}
