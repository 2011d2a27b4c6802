namespace Holdfast.Bench;

/// <summary>Alternates two measurements and prints the median of their ratios with its quartiles.</summary>
internal static class Pairs
{
    /// <summary>Runs ours and theirs in turn, the order turned round each time, after one warm-up of each. A change is made once before each pair, so that both find the same to do.</summary>
    public static void Run(string name, double goal, string peer, int pairs, Func<Cost> ours, Func<Cost> theirs, Action? change = null)
    {
        change?.Invoke();
        ours();
        theirs();
        var costs = new List<(Cost Ours, Cost Theirs)>();
        for (var i = 0; i < pairs; i++)
        {
            change?.Invoke();
            if (i % 2 == 0)
            {
                var first = ours();
                costs.Add((first, theirs()));
            }
            else
            {
                var first = theirs();
                costs.Add((ours(), first));
            }
        }
        var ratios = costs.Select(c => c.Ours.Wall / c.Theirs.Wall).Order().ToArray();
        Console.WriteLine(
            $"{name,-22} {Quartile(ratios, 0.5):0.00} × {peer} (quartiles {Quartile(ratios, 0.25):0.00}-{Quartile(ratios, 0.75):0.00}; goal {goal:0.00}); "
            + $"wall {Median(costs, c => c.Ours.Wall):0.00} / {Median(costs, c => c.Theirs.Wall):0.00} s; CPU {Median(costs, c => c.Ours.Cpu):0.00} / {Median(costs, c => c.Theirs.Cpu):0.00} s; peak {Median(costs, c => c.Ours.PeakKiB) / 1024:0} / {Median(costs, c => c.Theirs.PeakKiB) / 1024:0} MiB");
    }

    private static double Median(IEnumerable<(Cost Ours, Cost Theirs)> costs, Func<(Cost Ours, Cost Theirs), double> pick) => Quartile([.. costs.Select(pick).Order()], 0.5);

    private static double Quartile(double[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var (low, high) = ((int)Math.Floor(position), (int)Math.Ceiling(position));
        return sorted[low] + (sorted[high] - sorted[low]) * (position - low);
    }
}
