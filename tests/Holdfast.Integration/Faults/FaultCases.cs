using System.Globalization;
using Holdfast.TestKit.Files;

namespace Holdfast.Integration.Faults;

/// <summary>Which calls fail how: all of them, or a sample by chance when those are too many.</summary>
internal static class FaultCases
{
    public const int Interrupted = 4;

    private const int Usual = 20_260_101;

    private const int InputOutput = 5, NoSpace = 28, NoQuota = 122, NoDescriptors = 24, ReadOnly = 30, Stale = 116;

    // What a kernel that did something can still fail to tell: a network file system loses the answer.
    private static readonly SystemCall[] Doing =
    [
        SystemCall.RenameAt2, SystemCall.UnlinkAt, SystemCall.MkdirAt, SystemCall.LinkAt, SystemCall.SymlinkAt, SystemCall.FChownAt, SystemCall.FChmodAt2, SystemCall.UTimeNsAt, SystemCall.SetXattr,
        SystemCall.FSetXattr, SystemCall.SyncFs,
    ];

    private static readonly SystemCall[] Writing = [.. Doing, SystemCall.PWrite, SystemCall.Write, SystemCall.FTruncate, SystemCall.FSync, SystemCall.Close, SystemCall.OpenAt2, SystemCall.FRemoveXattr];

    private static readonly SystemCall[] Moving = [SystemCall.Read, SystemCall.PRead, SystemCall.PWrite, SystemCall.Write];

    /// <summary>The seed of this run: HOLDFAST_SEED, else by chance when many cases are tried, and always the same when few are, so that what one change is judged by is what another was.</summary>
    public static int Seed(bool isLong) =>
        Environment.GetEnvironmentVariable("HOLDFAST_SEED") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : isLong ? Random.Shared.Next(1_000_000) : Usual;

    /// <summary>The faults for calls that were counted in a clean run. A single one can be asked for by HOLDFAST_FAULT=Call,nth,error,forEver,afterTheFact.</summary>
    public static IReadOnlyList<CallFault> Of(IReadOnlyDictionary<SystemCall, int> counts, bool writes, int seed, int most)
    {
        if (Environment.GetEnvironmentVariable("HOLDFAST_FAULT") is { Length: > 0 } text) return [One(text.Split(','))];
        var all = counts.SelectMany(count => Enumerable.Range(1, count.Value).SelectMany(nth => At(count.Key, nth, writes))).ToArray();
        if (all.Length <= most) return all;
        // By chance, but the same number of each kind of call: a tree has many more names to look at than directories to make.
        var chance = new Random(seed);
        chance.Shuffle(all);
        return [.. all.GroupBy(fault => fault.Call).SelectMany(group => group.Select((fault, i) => (fault, i))).OrderBy(item => item.i).Take(most).Select(item => item.fault)];
    }

    private static IEnumerable<CallFault> At(SystemCall call, int nth, bool writes)
    {
        int[] errors = writes && Writing.Contains(call) ? [InputOutput, NoSpace, NoQuota, Interrupted, ReadOnly, Stale] : [InputOutput, Interrupted, Stale];
        if (call == SystemCall.OpenAt2) errors = [.. errors, NoDescriptors];
        foreach (var error in errors)
        {
            yield return new CallFault(call, nth, error);
            yield return new CallFault(call, nth, error, ForEver: true);
        }
        if (Doing.Contains(call)) yield return new CallFault(call, nth, InputOutput, AfterTheFact: true);
        if (!Moving.Contains(call)) yield break;
        yield return new CallFault(call, nth, 0);
        yield return new CallFault(call, nth, 0, ForEver: true);
    }

    private static CallFault One(string[] parts) => new(
        Enum.Parse<SystemCall>(parts[0]), int.Parse(parts[1], CultureInfo.InvariantCulture), int.Parse(parts[2], CultureInfo.InvariantCulture), bool.Parse(parts[3]), bool.Parse(parts[4]));
}
