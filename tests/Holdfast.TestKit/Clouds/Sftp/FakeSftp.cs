using Holdfast.Adapters.Stores.Sftp;

namespace Holdfast.TestKit.Clouds.Sftp;

/// <summary>
/// A server that speaks SFTP as OpenSSH's does, inside the process: packets in, packets out, files in memory. It knows what of a file
/// is durable, and can lose the rest as a machine does whose power is cut. It is simpler than a real one in that all belongs to the
/// superuser and nobody is refused, and in that names are durable at once; the same tests ask the real one.
/// </summary>
internal sealed class FakeSftp(TestTime time)
{
    private readonly List<SftpLine> _lines = [];

    /// <summary>Its files.</summary>
    public SftpDisk Disk { get; } = new(time);

    /// <summary>How it misbehaves; null for not at all.</summary>
    public SftpFaults? Faults { get; set; }

    /// <summary>Told of each request before it is carried out; what it does to the line comes first. Null for nobody.</summary>
    public Action<SftpLine, SftpRequest>? Before { get; set; }

    /// <summary>The requests beyond the protocol that it tells new connections of.</summary>
    public IReadOnlyCollection<string> Offers { get; set; } = SftpRequest.AllExtensions;

    /// <summary>Whether no room is left.</summary>
    public bool IsFull { get; set; }

    /// <summary>Connections that were asked for.</summary>
    public int Connections { get; private set; }

    /// <summary>Bytes of content that came.</summary>
    public long Written { get; set; }

    /// <summary>Bytes of content that were read.</summary>
    public long Read { get; set; }

    /// <summary>What each file holds, whatever its names.</summary>
    public IReadOnlyList<byte[]> Contents
    {
        get { lock (Gate) return [.. Disk.Files.Select(file => file.Data.ToArray())]; }
    }

    /// <summary>Held while a request is carried out.</summary>
    public Lock Gate { get; } = new();

    /// <summary>A connection to it.</summary>
    public SftpTransport Connect()
    {
        lock (Gate)
        {
            Connections++;
            var line = new SftpLine(this, Faults?.Greeting() ?? SftpGreeting.Proper);
            _lines.Add(line);
            return line;
        }
    }

    /// <summary>Cuts the power: what was not made durable is gone, and so are the connections.</summary>
    /// <param name="keepsSizes">Whether files are as long as they were, with zeros in place of what is gone.</param>
    public void CutPower(bool keepsSizes = false)
    {
        lock (Gate)
        {
            Disk.CutPower(keepsSizes);
            foreach (var line in _lines) line.End();
            _lines.Clear();
        }
    }
}
