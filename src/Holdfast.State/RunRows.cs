using Holdfast.Engine.Model;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>How a run stands in its row.</summary>
internal static class RunRows
{
    private const string Columns =
        "job, kind, source, destination, trigger, state, started, ended, plan_digest, approved_digest, message, was_full, entries, creates, replaces, removes, "
        + "moves, links, directories, metadata, adopts, checks, bytes, done, failed, changed, skipped, bytes_done";

    public const string Select = $"SELECT id, {Columns} FROM runs ";

    public const string Insert =
        $"INSERT INTO runs (id, {Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29)";

    public const string Update =
        $"UPDATE runs SET ({Columns}) = (?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28, ?29) WHERE id = ?1";

    private static readonly string[] Triggers = ["command", "schedule", "watch", "boot", "after", "plan"];
    private static readonly string[] States = ["running", "succeeded", "partial", "failed", "refused", "cancelled", "planned"];

    /// <summary>How a state stands in its column.</summary>
    public static string Word(RunState state) => States[(int)state];

    public static Statement Bind(Statement statement, RunRecord run)
    {
        statement.Bind(1, run.Id).Bind(2, run.Job).Bind(3, run.Kind).Bind(4, run.Source).Bind(5, run.Destination)
            .Bind(6, Triggers[(int)run.Trigger]).Bind(7, States[(int)run.State]).Bind(8, Values.Text(run.Started))
            .Bind(9, run.Ended is { } ended ? Values.Text(ended) : null).Bind(10, run.PlanDigest).Bind(11, run.ApprovedDigest).Bind(12, run.Message)
            .Bind(13, run.WasFull ? 1 : 0);
        return Bind(statement, run.Tally);
    }

    public static RunRecord Read(Statement row) => new()
    {
        Id = row.Text(0),
        Job = row.Text(1),
        Kind = row.Text(2),
        Source = row.TextOrNull(3),
        Destination = row.Text(4),
        Trigger = (RunTrigger)Index(Triggers, row.Text(5)),
        State = (RunState)Index(States, row.Text(6)),
        Started = Values.Moment(row.Text(7)),
        Ended = row.TextOrNull(8) is { } ended ? Values.Moment(ended) : null,
        PlanDigest = row.TextOrNull(9),
        ApprovedDigest = row.TextOrNull(10),
        Message = row.TextOrNull(11),
        WasFull = row.Int64(12) != 0,
        Tally = ReadTally(row),
    };

    private static Statement Bind(Statement statement, Tally tally) =>
        statement.Bind(14, tally.Entries).Bind(15, tally.Creates).Bind(16, tally.Replaces).Bind(17, tally.Removes).Bind(18, tally.Moves)
            .Bind(19, tally.Links).Bind(20, tally.Directories).Bind(21, tally.Metadata).Bind(22, tally.Adopts).Bind(23, tally.Checks).Bind(24, tally.Bytes)
            .Bind(25, tally.Done).Bind(26, tally.Failed).Bind(27, tally.Changed).Bind(28, tally.Skipped).Bind(29, tally.BytesDone);

    private static Tally ReadTally(Statement row) => new()
    {
        Entries = row.Int64(13),
        Creates = row.Int64(14),
        Replaces = row.Int64(15),
        Removes = row.Int64(16),
        Moves = row.Int64(17),
        Links = row.Int64(18),
        Directories = row.Int64(19),
        Metadata = row.Int64(20),
        Adopts = row.Int64(21),
        Checks = row.Int64(22),
        Bytes = row.Int64(23),
        Done = row.Int64(24),
        Failed = row.Int64(25),
        Changed = row.Int64(26),
        Skipped = row.Int64(27),
        BytesDone = row.Int64(28),
    };

    private static int Index(string[] names, string name) =>
        Array.IndexOf(names, name) is >= 0 and var index ? index : throw new StateException($"the state holds a word this program does not know: '{name}'");
}
