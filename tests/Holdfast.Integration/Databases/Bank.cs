using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using Holdfast.Integration.Hostile;

namespace Holdfast.Integration.Databases;

/// <summary>A database with processes that move money in it all the time: any state that existed has all the money, and its transfers without a gap.</summary>
internal sealed class Bank : IDisposable
{
    private const string Python = "/usr/bin/python3";
    private readonly List<Process> _writers = [];
    private readonly string _path;

    private Bank(string path) => _path = path;

    /// <summary>Makes one.</summary>
    public static Bank Make(string path, string mode)
    {
        Assert.SkipUnless(File.Exists(Python), "python3 is not installed");
        Assert.Equal("", Say("make", path, mode));
        return new Bank(path);
    }

    /// <summary>Lets some processes begin their work; each has done some when this returns.</summary>
    public Bank Work(int writers)
    {
        for (var i = 0; i < writers; i++)
        {
            var writer = Process.Start(Shell.Info(Python, [Script(), "work", _path]))!;
            _writers.Add(writer);
            Assert.NotNull(writer.StandardOutput.ReadLine());
        }
        return this;
    }

    /// <summary>Ends them all, in the middle of whatever they do.</summary>
    public void Stop()
    {
        foreach (var writer in _writers)
        {
            writer.Kill();
            writer.WaitForExit();
            writer.Dispose();
        }
        _writers.Clear();
    }

    /// <summary>Lets a process die in the middle of a transfer.</summary>
    public void Cut() => Say("cut", _path);

    /// <summary>The number of the last transfer in a copy, or what is wrong with it.</summary>
    public static (int? Last, string Said) Judge(string copy)
    {
        var said = Say("judge", copy);
        return (Number(said), said);
    }

    /// <summary>All there is in it, as its own tool tells it.</summary>
    public static string Content(string path) => Shell.Run("sqlite3 \"$1\" .dump | sha256sum", path);

    /// <inheritdoc/>
    public void Dispose() => Stop();

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Say(params string[] words)
    {
        using var process = Process.Start(Shell.Info(Python, [Script(), .. words]))!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (output + errors.Result).Trim();
    }

    private static string Script([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "database-writer.py");
}
