using System.Text;
using Holdfast.Adapters.Captures;
using Holdfast.State.Sqlite;
using Holdfast.State.Snapshots;

namespace Holdfast.Daemon.Capturing;

/// <summary>The process that copies one database: it is told which on its input, says how it goes on its output, and ends when its input does.</summary>
public static class CaptureProgram
{
    /// <summary>The word by which the program becomes one.</summary>
    public const string Word = "capture-database";

    /// <summary>Copies the database it is told of.</summary>
    /// <returns>The exit code: 0 when there is a copy, 1 when not, 2 when nothing was asked.</returns>
    public static int Run(TextReader input, TextWriter output, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        if (input.ReadLine() is not { } asked) return 2;
        // Who asked may be gone at any time; then nobody wants the copy any more.
        new Thread(() =>
        {
            _ = input.ReadLine();
            Environment.Exit(1);
        }) { IsBackground = true, Name = "asker" }.Start();
        var failure = Take(asked, output, time);
        Say(output, CaptureAnswer.Last(failure));
        return failure is null ? 0 : 1;
    }

    private static CaptureException? Take(string asked, TextWriter output, TimeProvider time)
    {
        try
        {
            // It is never closed while SQLite has the database open; the end of the process does.
            var site = CaptureSite.Open(CaptureRequest.Read(asked));
            var place = new SnapshotPlace(site.Directory, site.Name, site.File, site.Staging, CaptureRequest.CopyName);
            void Beat() => Say(output, CaptureAnswer.Beat);
            try { new SnapshotTaker(place, time, Beat).Take(); }
            catch (SnapshotException e) when (e.Fault == SnapshotFault.Unfinished) { TakeAside(site, place, e, time, Beat); }
            return null;
        }
        catch (CaptureException e) { return e; }
        catch (SnapshotException e) { return new CaptureException(FaultOf(e.Fault), e.Message); }
        catch (StateException e) { return new CaptureException(CaptureFault.Failed, e.Message); }
    }

    // It can be mended where nobody is at work in it, by doing so to a copy of all its files.
    private static void TakeAside(CaptureSite site, SnapshotPlace place, SnapshotException why, TimeProvider time, Action beat)
    {
        int aside;
        try { aside = site.SetAside(); }
        catch (CaptureException e) { throw new CaptureException(e.Fault, $"{why.Message}; {e.Message}"); }
        new SnapshotTaker(place with { Directory = site.Staging, Name = Encoding.ASCII.GetBytes(CaptureSite.AsideName), File = aside, IsOurs = true }, time, beat).Take();
    }

    private static void Say(TextWriter output, string line)
    {
        lock (output)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    private static CaptureFault FaultOf(SnapshotFault fault) => fault switch
    {
        SnapshotFault.Busy => CaptureFault.Busy,
        SnapshotFault.NotADatabase => CaptureFault.NotADatabase,
        SnapshotFault.Damaged => CaptureFault.Damaged,
        SnapshotFault.Full => CaptureFault.Full,
        _ => CaptureFault.Failed,
    };
}
