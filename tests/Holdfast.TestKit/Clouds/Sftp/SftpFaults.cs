namespace Holdfast.TestKit.Clouds.Sftp;

/// <summary>
/// A line and a server that misbehave in one way, by chance from a seed: before a request is carried out, in it, after it, or in the
/// answer; once, or for a while.
/// </summary>
/// <param name="kind">The way.</param>
/// <param name="random">Chance.</param>
/// <param name="share">How many of the requests it strikes, 0 to 1.</param>
/// <param name="time">The clock, which goes on while nothing is answered.</param>
internal sealed class SftpFaults(string kind, Random random, double share, TestTime time)
{
    // Longer than a call waits for its answer, and than that with what it gets to end.
    private static readonly TimeSpan Impatience = TimeSpan.FromSeconds(61);
    private static readonly TimeSpan LongWait = TimeSpan.FromSeconds(70);
    private readonly HashSet<SftpAct> _refused = [];
    private SftpLine? _bare;
    private int _greetings;
    private int _left;

    /// <summary>Ways to misbehave.</summary>
    public static IReadOnlyList<string> Kinds { get; } =
    [
        // The line ends.
        "cut-before-request", "cut-in-requests", "cut-in-write", "cut-after-request", "cut-in-answer-length", "cut-in-answer-head", "cut-in-answer-body", "cut-at-last-byte",
        "cut-after-rename", "cut-before-fsync", "cut-in-listing", "outage", "greeting-cut", "greeting-chatty", "offers-gone", "power-cut",
        "power-cut-zeros", "fsync-fails-unheard",
        // It stands, and nothing comes in time.
        "silence-before", "silence-after", "answer-late", "rename-unanswered",
        // The server refuses.
        "failure", "failure-lasting", "failure-after", "denied", "denied-lasting", "no-connection", "connection-lost", "bad-message", "unsupported", "handle-stale", "disk-full",
        "fsync-fails", "close-fails", "write-torn", "read-fails", "listing-fails",
        // It answers otherwise than asked.
        "reads-short", "read-ends-early", "answers-turned", "answer-to-nobody", "answer-twice", "answer-too-long", "answer-too-short", "answer-of-another-kind", "listing-bare", "listing-twice",
    ];

    /// <summary>Whether it misbehaves at all.</summary>
    public bool IsOn { get; set; }

    /// <summary>What it struck.</summary>
    public HashSet<SftpAct> Struck { get; } = [];

    /// <summary>How the next connection begins.</summary>
    public SftpGreeting Greeting()
    {
        if (!IsOn || _greetings == 0) return SftpGreeting.Proper;
        _greetings--;
        return kind switch { "outage" => SftpGreeting.Refused, "greeting-cut" => SftpGreeting.Cut, _ => SftpGreeting.Chatty };
    }

    /// <summary>Whether a listing tells more than names.</summary>
    public bool TellsAttributes(SftpLine line) => line != _bare;

    /// <summary>Carries a request out, or does what is in its place.</summary>
    public void Serve(FakeSftp server, SftpLine line, SftpRequest request)
    {
        if (!IsOn) line.Say(line.Do(request));
        else if (line.IsSilent) time.Advance(LongWait);
        else if (IsStill(request)) Strike(server, line, request);
        else if (Fits(line, request) && random.NextDouble() < share)
        {
            Struck.Add(request.Act);
            Strike(server, line, request);
        }
        else line.Say(line.Do(request));
    }

    /// <summary>Whether what began before goes on with this request.</summary>
    private bool IsStill(SftpRequest request)
    {
        if (_left == 0) return false;
        if (kind == "disk-full" ? request.Act is SftpAct.Write or SftpAct.Open or SftpAct.MakeDirectory or SftpAct.HardLink or SftpAct.StatVfs : _refused.Contains(request.Act)) _left--;
        else return false;
        return true;
    }

    private bool Fits(SftpLine line, SftpRequest request) => kind switch
    {
        "cut-in-write" or "write-torn" => request.Act == SftpAct.Write,
        "cut-after-rename" or "rename-unanswered" => request.Act is SftpAct.Rename or SftpAct.PosixRename,
        "cut-before-fsync" or "fsync-fails" or "fsync-fails-unheard" => request.Act == SftpAct.FSync,
        "cut-in-listing" or "listing-fails" or "listing-bare" or "listing-twice" => request.Act == SftpAct.ReadDirectory,
        "unsupported" => request.IsExtension,
        "handle-stale" => request.IsOfHandle,
        "disk-full" => request.Act is SftpAct.Write or SftpAct.Open or SftpAct.MakeDirectory or SftpAct.HardLink,
        "close-fails" => request.Act == SftpAct.Close && line.IsWritten(request),
        "read-fails" or "reads-short" or "read-ends-early" => request.Act == SftpAct.Read,
        _ => true,
    };

    private void Strike(FakeSftp server, SftpLine line, SftpRequest request)
    {
        if (kind.StartsWith("cut-", StringComparison.Ordinal) || kind is "outage" or "greeting-cut" or "greeting-chatty" or "offers-gone" or "power-cut" or "power-cut-zeros" or "fsync-fails-unheard") Cut(server, line, request);
        else if (kind is "silence-before" or "silence-after" or "answer-late" or "rename-unanswered") Wait(line, request);
        else if (kind.StartsWith("answer", StringComparison.Ordinal) || kind is "reads-short" or "read-ends-early" or "listing-bare" or "listing-twice") Twist(line, request);
        else Refuse(server, line, request);
    }

    private void Cut(FakeSftp server, SftpLine line, SftpRequest request)
    {
        switch (kind)
        {
            case "cut-in-requests":
                line.TakeBack();
                line.Break();
                return;
            case "cut-in-write":
                WriteHalf(line, request);
                line.Break();
                return;
            case "cut-after-request" or "cut-after-rename":
                line.Do(request);
                line.End();
                return;
            case "cut-in-listing":
                line.Say(line.Do(request));
                line.End();
                return;
            case "cut-in-answer-length" or "cut-in-answer-head" or "cut-in-answer-body" or "cut-at-last-byte":
                SayPart(line, line.Do(request));
                line.End();
                return;
            case "outage" or "greeting-cut" or "greeting-chatty":
                _greetings = random.Next(1, 6);
                line.Break();
                return;
            case "offers-gone":
                server.Offers = [];
                line.Break();
                return;
            case "power-cut" or "power-cut-zeros":
                server.CutPower(keepsSizes: kind != "power-cut");
                return;
            case "fsync-fails-unheard":
                line.Open(request)?.Spoil();
                line.Break();
                return;
            default:
                line.Break();
                return;
        }
    }

    private void Wait(SftpLine line, SftpRequest request)
    {
        if (kind == "answer-late")
        {
            var answer = line.Do(request);
            time.Advance(Impatience);
            if (!line.IsEnded) line.Say(answer);
            return;
        }
        if (kind != "silence-before") line.Do(request);
        line.IsSilent = true;
        time.Advance(LongWait);
    }

    private void Refuse(FakeSftp server, SftpLine line, SftpRequest request)
    {
        if (kind.EndsWith("-lasting", StringComparison.Ordinal) && _left == 0)
        {
            _refused.Clear();
            _refused.Add(request.Act);
            _left = random.Next(3, 12);
        }
        if (kind == "disk-full")
        {
            if (_left == 0) _left = random.Next(5, 30);
            server.IsFull = true;
            line.Say(line.Do(request));
            server.IsFull = false;
            return;
        }
        if (kind is "failure-after" or "connection-lost") line.Do(request);
        if (kind == "write-torn") WriteHalf(line, request);
        if (kind is "fsync-fails" or "close-fails") line.Open(request)?.Spoil();
        if (kind is "close-fails" or "handle-stale") line.Forget(request);
        var (code, words) = kind switch
        {
            "denied" or "denied-lasting" => (SftpRefusal.Denied, "Permission denied"),
            "no-connection" => (SftpRefusal.NoConnection, "No connection"),
            "connection-lost" => (SftpRefusal.ConnectionLost, "Connection lost"),
            "bad-message" => (SftpRefusal.BadMessage, "Bad message"),
            "unsupported" => (SftpRefusal.Unsupported, "Operation unsupported"),
            _ => (SftpRefusal.Failure, "Failure"),
        };
        line.Say(SftpLine.Told(request, code, words));
    }

    private void Twist(SftpLine line, SftpRequest request)
    {
        switch (kind)
        {
            case "reads-short":
                line.Say(line.DoShort(request, random));
                return;
            case "read-ends-early":
                line.Say(SftpLine.Told(request, SftpRefusal.EndOfFile, "End of file"));
                return;
            case "listing-bare":
                _bare = line;
                line.Say(line.Do(request));
                _bare = null;
                return;
            case "listing-twice":
                line.Say(line.Do(request));
                line.ListAgain(request);
                return;
            case "answers-turned":
                line.Say(line.Do(request));
                line.TurnRound();
                return;
            case "answer-to-nobody":
                line.Say(SftpLine.Told(request with { Number = request.Number + 1000 }, 0, "Success"));
                return;
            case "answer-twice":
                var answer = line.Do(request);
                line.Say(answer);
                line.Say(answer);
                return;
            case "answer-too-long":
                line.SayBytes([0x7F, 0xFF, 0xFF, 0xFF, .. line.Do(request)]);
                return;
            case "answer-too-short":
                line.Do(request);
                line.SayBytes([0, 0, 0, 2, 101, 0]);
                return;
            default:
                line.Do(request);
                line.Say(new WireWriter(Extended, request.Number).UInt32(0).Packet);
                return;
        }
    }

    private const int Extended = 201;

    private void SayPart(SftpLine line, byte[] answer)
    {
        byte[] framed = [(byte)(answer.Length >> 24), (byte)(answer.Length >> 16), (byte)(answer.Length >> 8), (byte)answer.Length, .. answer];
        line.SayBytes(framed[..(kind switch { "cut-in-answer-length" => random.Next(1, 4), "cut-in-answer-head" => random.Next(4, 9), "cut-in-answer-body" => Math.Max(9, framed.Length / 2), _ => framed.Length - 1 })]);
    }

    private static void WriteHalf(SftpLine line, SftpRequest request)
    {
        var fields = request.Fields;
        _ = fields.Text();
        var (offset, bytes) = ((long)fields.UInt64(), fields.Bytes());
        line.Open(request)?.Write(offset, bytes.AsSpan(0, bytes.Length / 2));
    }
}
