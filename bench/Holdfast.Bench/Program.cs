using Holdfast.Bench;

// Compares Holdfast with its peers in the same run, alternating, and prints the median ratio with its quartiles.
// Needs root (loop mounts), rsync, rclone, GNU time; for servers what the tests need for them. See docs/benchmarks.md.
var options = Options.Parse(args);
if (options is null)
{
    Console.Error.WriteLine("usage: bench --holdfast PATH [--pairs N] [--files N] [--megabytes N] [--work DIR] [--tree DIR|system] [--disk] CASE…");
    Console.Error.WriteLine($"cases: {string.Join(' ', Cases.All.Keys)}");
    return 2;
}
Console.WriteLine($"{Environment.ProcessorCount} cores, {Environment.OSVersion.VersionString}; {options.Files:N0} files; {options.Pairs} pairs after one warm-up");
using var lab = new Lab(options);
foreach (var name in options.Cases)
{
    if (!Cases.All.TryGetValue(name, out var bench))
    {
        Console.Error.WriteLine($"no case '{name}'; there are: {string.Join(' ', Cases.All.Keys)}");
        return 2;
    }
    bench(lab);
}
return 0;
