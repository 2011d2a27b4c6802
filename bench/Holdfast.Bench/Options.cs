namespace Holdfast.Bench;

/// <summary>What the command line asked for.</summary>
internal sealed record Options(string Holdfast, int Pairs, int Files, int Megabytes, string Work, string? Tree, bool OnDisk, IReadOnlyList<string> Cases)
{
    public static Options? Parse(string[] args)
    {
        string? holdfast = null, tree = null;
        var (pairs, files, megabytes, work) = (7, 200_000, 500, "/var/tmp/holdfast-bench");
        var onDisk = false;
        var cases = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--holdfast": holdfast = Path.GetFullPath(args[++i]); break;
                case "--pairs": pairs = int.Parse(args[++i]); break;
                case "--files": files = int.Parse(args[++i]); break;
                case "--megabytes": megabytes = int.Parse(args[++i]); break;
                case "--work": work = args[++i]; break;
                case "--disk": onDisk = true; break;
                case "--tree": tree = args[++i]; break;
                default: cases.Add(args[i]); break;
            }
        }
        return holdfast is null || cases.Count == 0 ? null : new Options(holdfast, pairs, files, megabytes, work, tree, onDisk, cases);
    }
}
