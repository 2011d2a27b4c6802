using System.Diagnostics;
using System.Globalization;
using Holdfast.Engine.Model;
using Holdfast.State;
using Holdfast.TestKit.Files;

namespace Holdfast.Integration.Faults;

/// <summary>How a worker ends before its work is done.</summary>
internal enum Death
{
    /// <summary>It does not, or somebody else ends it.</summary>
    None,

    /// <summary>It is killed.</summary>
    Kill,

    /// <summary>The file system of its destination loses its power, and it is killed.</summary>
    PowerCut,
}

/// <summary>A process that runs the job once, as the daemon would, and may die at a given call into the kernel.</summary>
internal static class Worker
{
    private const int Busy = 3;

    /// <summary>Starts one; it has said that it begins when this returns.</summary>
    public static Process Start(World world, Death death, int atCall)
    {
        var program = Path.ChangeExtension(typeof(Worker).Assembly.Location, null);
        var process = Process.Start(new ProcessStartInfo(program, ["worker", world.Source, world.Destination, world.StatePlace, death.ToString(), atCall.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        if (process.StandardOutput.ReadLine() == "begins") return process;
        process.WaitForExit();
        throw new InvalidOperationException($"the worker ended with {process.ExitCode}: {process.StandardError.ReadToEnd()}");
    }

    /// <summary>The worker's own main.</summary>
    /// <returns>0 when everything was done, 1 when not, 3 when another process has the state.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        var world = new World(args[0], args[1], args[2]);
        var (death, last) = (Enum.Parse<Death>(args[3]), int.Parse(args[4], CultureInfo.InvariantCulture));
        using var held = StateLock.TryAcquire(world.StatePlace);
        if (held is null) return Busy;
        Console.WriteLine("begins");
        var calls = new FaultySystemCalls
        {
            Each = number =>
            {
                if (death == Death.None || number != last) return;
                if (death == Death.PowerCut) FileSystemImage.CutPower(world.Destination);
                Process.GetCurrentProcess().Kill();
            },
        };
        var run = await world.RunAsync(destinationCalls: calls);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.State} {run.Message} after {calls.Counts.Values.Sum()} calls"));
        foreach (var line in await world.ShortfallsAsync(run)) Console.Error.WriteLine(line);
        return run.State == RunState.Succeeded ? 0 : 1;
    }
}
