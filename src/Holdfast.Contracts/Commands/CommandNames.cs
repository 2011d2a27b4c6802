namespace Holdfast.Contracts.Commands;

/// <summary>
/// The commands that go to the daemon, or to the same handler in the command's own process. Arguments and options are those of the
/// command line, in long form and without dashes; the rows each answers with are named with it.
/// </summary>
public static class CommandNames
{
    /// <summary>Run jobs once, in order. Args: names, none for all. Options: <c>dry-run</c>. Rows: <see cref="RunRow"/>; with <c>dry-run</c> as <see cref="Plan"/>.</summary>
    public const string Run = "run";

    /// <summary>Make a plan and keep it. Args: one job, or none with <c>run</c>. Options: <c>run</c>, the id of a run whose kept plan is told again. Rows: per destination one <see cref="RunRow"/>, then its <see cref="OperationRow"/> by number.</summary>
    public const string Plan = "plan";

    /// <summary>Apply a plan that was made. Args: run id, digest. Rows: <see cref="RunRow"/>.</summary>
    public const string Apply = "apply";

    /// <summary>Let a refused run go on. Args: run id. Options: <c>dry-run</c>. Rows: <see cref="RunRow"/>.</summary>
    public const string Approve = "approve";

    /// <summary>How everything stands. Rows: one <see cref="StatusRow"/>.</summary>
    public const string Status = "status";

    /// <summary>The jobs. Rows: one <see cref="StatusRow"/>, of which the jobs are shown.</summary>
    public const string Jobs = "jobs";

    /// <summary>Let a job begin no run until it is resumed. Args: one job. Options: <c>dry-run</c>.</summary>
    public const string Pause = "pause";

    /// <summary>Take a pause back. Args: one job. Options: <c>dry-run</c>.</summary>
    public const string Resume = "resume";

    /// <summary>Let a stopped job begin runs again. Args: one job. Options: <c>dry-run</c>.</summary>
    public const string Start = "start";

    /// <summary>End a job's run and let it begin none until it is started. Args: one job. Options: <c>dry-run</c>.</summary>
    public const string Stop = "stop";

    /// <summary>Runs, the newest first. Args: one job or none. Options: <c>limit</c>. Rows: <see cref="RunRow"/>.</summary>
    public const string History = "history";

    /// <summary>The log. Options: <c>lines</c>, <c>follow</c>, <c>level</c>. Events of kind <c>log</c>, as text with the same as data (<see cref="LogRow"/>).</summary>
    public const string Logs = "logs";

    /// <summary>What happened. Options: <c>after</c>, a number, with the oldest first; <c>follow</c>; <c>limit</c>, <c>job</c>, <c>name</c>, <c>severity</c>. Rows: <see cref="Holdfast.Contracts.Events.EventRecord"/>.</summary>
    public const string Events = "events";

    /// <summary>Findings, the most severe first. Options: <c>all</c>, those that are over too; <c>job</c>, <c>severity</c>, <c>limit</c>. Rows: <see cref="FindingRow"/>.</summary>
    public const string Findings = "findings";

    /// <summary>Say something of a finding. Args: <c>ack</c>, <c>snooze</c> or <c>reopen</c>, and its number. Options: <c>note</c>; <c>until</c>, a duration or a moment; <c>by</c>; <c>dry-run</c>. Rows: one <see cref="FindingRow"/>.</summary>
    public const string MarkFinding = "mark-finding";

    /// <summary>Tell a channel that it works. Args: <c>test</c> and its name. Options: <c>dry-run</c>. Output: a line.</summary>
    public const string Notify = "notify";

    /// <summary>Compare stores with what is recorded. Args: names of jobs, none for all. Options: <c>read</c>. Rows: <see cref="RunRow"/> and <see cref="FindingRow"/>.</summary>
    public const string Verify = "verify";

    /// <summary>Put back what runs overwrote, removed or re-moded. Args: one path as for <see cref="Explain"/>, or none with <c>run</c>. Options: those of a path, <c>run</c>, <c>at</c> (ISO 8601 with offset), <c>dry-run</c>. Rows: <see cref="OperationRow"/>.</summary>
    public const string Restore = "restore";

    /// <summary>Which rule, filter or guard decides about a path, and where its copies are. Args: one path, or <c>STORE:PATH</c>. Options: <c>path-b64</c>, its bytes in its place; <c>directory</c>, where a relative one begins; <c>store</c>, at whose root it begins. Rows: <see cref="DecisionRow"/>, <see cref="CopyRow"/>.</summary>
    public const string Explain = "explain";

    /// <summary>Health. Rows: <see cref="CheckRow"/>. Exit code: <see cref="DoctorExitCode"/>.</summary>
    public const string Doctor = "doctor";

    /// <summary>Write a report now. Options: <c>dry-run</c>, only tell it; <c>html</c>, tell the page rather than the text. Rows: one <see cref="ReportRow"/>.</summary>
    public const string Report = "report";

    /// <summary>
    /// Stores. Args: <c>forget</c> and a name: the store was replaced on purpose, and is taken as new; options: <c>dry-run</c>; output: a line. Or <c>test</c> and a
    /// name: it is tried out; rows: <see cref="CheckRow"/>; exit code: <see cref="DoctorExitCode"/>.
    /// </summary>
    public const string Stores = "stores";

    /// <summary>Sign in to a store. Args: <c>google</c>, and the store where there are several. Options: <c>device</c>, by a code that is typed elsewhere; <c>dry-run</c>. Rows: one <see cref="SignInRow"/>, then it waits. Output: a line.</summary>
    public const string Login = "login";

    /// <summary>Accounts. Args: <c>list</c>; or <c>add</c>, <c>password</c>, <c>role</c> or <c>remove</c> and a name. Options: <c>role</c>, <c>password</c>. Rows: <see cref="UserRow"/>.</summary>
    public const string User = "user";

    /// <summary>Tokens. Args: <c>list</c>; <c>create</c> and a name; or <c>revoke</c> and an id. Options: <c>role</c>, <c>expires</c>. Rows: <see cref="TokenRow"/>.</summary>
    public const string Token = "token";
}
