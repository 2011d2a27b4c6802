using System.Diagnostics;

namespace Holdfast.Bench;

/// <summary>Peak memory, and whether time grows with the number of files and no faster. In memory, so that the disk plays no part, unless there are more files than memory holds.</summary>
internal static class MemoryCases
{
    /// <summary>A first copy and a run with nothing to do, over a tenth of the files and over all of them.</summary>
    public static void Copy(Lab lab)
    {
        foreach (var files in new[] { lab.Options.Files / 10, lab.Options.Files })
        {
            var (source, destination) = (Fresh(lab, "source"), Fresh(lab, "ours"));
            MakeEmpty(source, files);
            var flags = lab.Config("memory", Lab.Mirror(source, destination));
            Report("first copy", files, Shell.Measure($"{lab.Holdfast} run mirror {flags}"));
            Report("nothing changed", files, Shell.Measure($"{lab.Holdfast} run mirror {flags}"));
        }
    }

    /// <summary>A permissions pass with nothing wrong, over a tenth of the files and over all of them.</summary>
    public static void Permissions(Lab lab)
    {
        foreach (var files in new[] { lab.Options.Files / 10, lab.Options.Files })
        {
            var tree = Fresh(lab, "source");
            MakeEmpty(tree, files);
            var flags = lab.Config("memory", Lab.Permissions(tree));
            Report("permissions, wrong", files, Shell.Measure($"{lab.Holdfast} run permissions {flags}"));
            Report("permissions, right", files, Shell.Measure($"{lab.Holdfast} run permissions {flags}"));
        }
    }

    // An ext4 of this size has 1.3 inodes for each file.
    private static string Fresh(Lab lab, string name) =>
        lab.Options.OnDisk ? lab.Fresh(name, $"{Math.Max(2, lab.Options.Files / 190_000)}G") : lab.FreshMemory(name);

    private static void Report(string what, int files, Cost cost) =>
        Console.WriteLine($"{what,-22} {files,12:N0} files: {cost.Wall:0.0} s ({cost.Wall * 1e6 / files:0.0} µs a file), CPU {cost.Cpu:0.0} s, peak {cost.PeakKiB / 1024:N0} MiB");

    // Small files of one page would need more room than they are worth here.
    private static void MakeEmpty(string tree, int files)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < files; i++)
        {
            var directory = Path.Combine(tree, $"d{i / 5000:d4}", $"s{i / 100 % 50:d2}");
            if (i % 100 == 0) Directory.CreateDirectory(directory);
            using var file = File.OpenHandle(Path.Combine(directory, $"f{i:d8}.dat"), FileMode.CreateNew, FileAccess.Write);
        }
        Console.WriteLine($"made {files:N0} empty files in {clock.Elapsed.TotalSeconds:0} s");
    }
}
