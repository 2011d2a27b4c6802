using System.Runtime.InteropServices;
using Holdfast.Cli;
using Holdfast.Cli.Surroundings;

// A process that copies one database for another of ours: nothing else is made for it.
if (args is [Hosting.CaptureWord]) return Hosting.Capture(Console.In, Console.Out);

using var stop = new CancellationTokenSource();
// The first signal asks for a clean end: the operation under way is finished or undone, then recorded. A second one ends at once.
void Stop(PosixSignalContext signal)
{
    if (stop.IsCancellationRequested) return;
    signal.Cancel = true;
    stop.Cancel();
}
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await Application.RunAsync(RawArguments.Exact(args, RawArguments.OfThisProcess), World.Current(), stop.Token);
