using System.Globalization;

namespace Holdfast.Daemon.Jobs;

/// <summary>Makes names for runs: they sort by time and are easy to say, e.g. <c>20261121-054500-3fa9</c>.</summary>
public sealed class RunIds(TimeProvider time, Random random)
{
    private readonly Lock _gate = new();

    /// <summary>The next name.</summary>
    public string Next()
    {
        int tail;
        lock (_gate) tail = random.Next(0x10000);
        return string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyyMMdd-HHmmss}-{tail:x4}");
    }
}
