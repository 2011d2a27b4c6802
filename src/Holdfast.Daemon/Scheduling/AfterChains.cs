namespace Holdfast.Daemon.Scheduling;

/// <summary>Looks whether jobs that follow one another can ever begin.</summary>
internal static class AfterChains
{
    /// <summary>Why the chains cannot work, or null when they can.</summary>
    public static string? Problem(IReadOnlyCollection<ScheduledJob> jobs)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        var byName = new Dictionary<string, ScheduledJob>(StringComparer.Ordinal);
        foreach (var job in jobs)
        {
            if (!byName.TryAdd(job.Name, job)) return $"two jobs are called '{job.Name}'";
        }
        foreach (var job in jobs)
        {
            if (job.After.FirstOrDefault(name => !byName.ContainsKey(name)) is { } missing) return $"job '{job.Name}' comes after '{missing}', which is no job";
        }
        var done = new HashSet<string>(StringComparer.Ordinal);
        return jobs.Select(job => Circle(job, byName, [], done)).FirstOrDefault(circle => circle is not null);
    }

    private static string? Circle(ScheduledJob job, Dictionary<string, ScheduledJob> byName, List<string> above, HashSet<string> done)
    {
        if (done.Contains(job.Name)) return null;
        if (above.Contains(job.Name)) return $"jobs wait for one another: {string.Join(" after ", above.SkipWhile(name => name != job.Name))} after {job.Name}";
        above.Add(job.Name);
        foreach (var name in job.After)
        {
            if (Circle(byName[name], byName, above, done) is { } circle) return circle;
        }
        above.RemoveAt(above.Count - 1);
        done.Add(job.Name);
        return null;
    }
}
