using System.Text;
using Holdfast.Daemon.Scheduling;
using Holdfast.State;

namespace Holdfast.Daemon.Jobs;

/// <summary>Keeps which jobs are paused or stopped in a small file of the state directory: one line a job, <c>paused NAME</c>.</summary>
internal sealed class JobSwitches(string stateDirectory) : IJobSwitches
{
    private readonly Lock _gate = new();
    private readonly string _path = Path.Combine(stateDirectory, "switches");

    /// <inheritdoc/>
    public JobSwitch Load(string job)
    {
        lock (_gate) return Read().GetValueOrDefault(job, JobSwitch.On);
    }

    /// <inheritdoc/>
    public void Save(string job, JobSwitch state)
    {
        lock (_gate)
        {
            var all = Read();
            if (state == JobSwitch.On) all.Remove(job);
            else all[job] = state;
            var lines = all.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Value.ToString().ToLowerInvariant()} {s.Key}\n");
            WholeFile.Write(_path, Encoding.UTF8.GetBytes(string.Concat(lines)), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    private Dictionary<string, JobSwitch> Read()
    {
        var all = new Dictionary<string, JobSwitch>(StringComparer.Ordinal);
        if (!File.Exists(_path)) return all;
        foreach (var line in File.ReadAllLines(_path))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0 && Enum.TryParse<JobSwitch>(line[..space], ignoreCase: true, out var state)) all[line[(space + 1)..]] = state;
        }
        return all;
    }
}
