using System.Text.Json;
using Holdfast.Cli.Rendering;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts.Events;

namespace Holdfast.Cli.Requests;

/// <summary>Shows each row as a line or a few, as it comes.</summary>
internal sealed class LineView(Screen screen) : IView
{
    /// <inheritdoc/>
    public void Row(string type, JsonElement data)
    {
        switch (type)
        {
            case RowTypes.Run when data.Deserialize(RowJson.Default.RunRow) is { } run:
                Run(run);
                break;
            case RowTypes.Operation when data.Deserialize(RowJson.Default.OperationRow) is { } operation:
                screen.Line(Operation(operation));
                break;
            case RowTypes.Estimate when data.Deserialize(RowJson.Default.EstimateRow) is { } estimate:
                foreach (var line in Estimates.Lines(estimate)) screen.Line($"  {screen.Paint(Printable.Text(line), Tone.Faint)}");
                break;
            case RowTypes.Finding when data.Deserialize(RowJson.Default.FindingRow) is { } finding:
                Finding(finding);
                break;
            case RowTypes.Check when data.Deserialize(RowJson.Default.CheckRow) is { } check:
                Check(check);
                break;
            case RowTypes.Decision when data.Deserialize(RowJson.Default.DecisionRow) is { } decision:
                screen.Line(Printable.Text($"{decision.Job ?? "-"}: {decision.Decision} ({decision.By}{(decision.Origin is null ? "" : $", {decision.Origin}")})"));
                break;
            case RowTypes.Copy when data.Deserialize(RowJson.Default.CopyRow) is { } copy:
                Copy(copy);
                break;
            case RowTypes.Report when data.Deserialize(RowJson.Default.ReportRow) is { } report:
                foreach (var line in report.Text.Split('\n')) screen.Line(Printable.Text(line.TrimEnd('\r')));
                if (report.File is not null) screen.Note(Printable.Text($"wrote {report.File}"));
                break;
            case RowTypes.Event when data.Deserialize(EventJson.Default.EventRecord) is { } happened:
                Event(happened);
                break;
            case RowTypes.User when data.Deserialize(RowJson.Default.UserRow) is { } user:
                screen.Line($"{user.Name.PadRight(24)} {user.Role.PadRight(9)} {screen.Paint($"since {user.Created.ToLocalTime():yyyy-MM-dd}", Tone.Faint)}");
                break;
            case RowTypes.Token when data.Deserialize(RowJson.Default.TokenRow) is { } token:
                Token(token);
                break;
            default:
                screen.Line(Printable.Text(data.GetRawText()));
                break;
        }
    }

    /// <inheritdoc/>
    public void End()
    {
        // Every row was shown as it came.
    }

    private void Run(RunRow run)
    {
        var time = run.Ended is { } ended ? $"  {Amounts.Time(ended - run.Started)}" : "";
        var state = screen.Paint(run.State, Tones.OfRun(run.State));
        screen.Line($"{Printable.Text(Tallies.Way(run))}  {state}  {Tallies.Text(run)}{screen.Paint(time, Tone.Faint)}  {screen.Paint(run.Id, Tone.Faint)}");
        if (run.Message is { } message) screen.Line($"  {Printable.Text(message)}");
        if (run.State == "refused") screen.Line($"  see what it would do: holdfast plan --run {run.Id}\n  let it go on:         holdfast approve {run.Id}");
    }

    private string Operation(OperationRow operation)
    {
        var name = operation.From is null ? operation.Path : $"{operation.From} → {operation.Path}";
        var size = operation.Bytes > 0 ? $"  {Amounts.Bytes(operation.Bytes)}" : "";
        var end = operation.Outcome is null ? "" : $"  {screen.Paint(operation.Outcome, Tones.OfOutcome(operation.Outcome))}";
        var why = operation.Message is null ? operation.Reason : $"{operation.Reason}: {operation.Message}";
        return $"{screen.Paint(operation.Kind.PadRight(16), Tones.OfKind(operation.Kind))} {Printable.Text(name.Length == 0 ? "/" : name)}{size}{end}  {screen.Paint(Printable.Text(why), Tone.Faint)}";
    }

    private void Finding(FindingRow finding)
    {
        var place = finding.Path.Length == 0 ? finding.Store ?? finding.Job : finding.Store is null ? finding.Path : $"{finding.Store}:{finding.Path}";
        screen.Line($"{screen.Paint(finding.Severity.PadRight(8), Tones.OfSeverity(finding.Severity))} {Printable.Text($"{place}: {finding.Message} ({finding.Code}{(finding.State == "open" ? "" : $", {finding.State}")})")}");
        if (finding.Advice is { } advice) screen.Line($"         {Printable.Text(advice)}");
    }

    private void Check(CheckRow check)
    {
        var subject = check.Subject is null ? check.Check : $"{check.Check} {check.Subject}";
        screen.Line($"{screen.Paint(check.Result.PadRight(8), Tones.OfSeverity(check.Result))} {Printable.Text($"{subject}: {check.Message}")}");
        if (check.Advice is { } advice) screen.Line($"         {Printable.Text(advice)}");
    }

    private void Event(EventRecord happened)
    {
        var severity = screen.Paint(happened.Severity.PadRight(8), Tones.OfSeverity(happened.Severity));
        var time = happened.Time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        screen.Line($"{screen.Paint($"{happened.Number,6}  {time}", Tone.Faint)}  {severity} {happened.Name.PadRight(18)} {Printable.Text(happened.Message)}");
    }

    private void Token(TokenRow token)
    {
        if (token.Token is { } secret)
        {
            screen.Note("this is the token; it is not kept, and cannot be told again");
            screen.Line(secret);
            return;
        }
        var used = token.Used is { } moment ? $"used {moment.ToLocalTime():yyyy-MM-dd}" : "never used";
        var end = token.Expires is { } expires ? $", until {expires.ToLocalTime():yyyy-MM-dd HH:mm}" : "";
        screen.Line($"{token.Id}  {token.Name.PadRight(24)} {token.Role.PadRight(9)} {screen.Paint($"{used}{end}", Tone.Faint)}");
    }

    private void Copy(CopyRow copy)
    {
        var size = copy.Bytes is { } bytes ? $"  {Amounts.Bytes(bytes)}" : "";
        var changed = copy.Modified is { } modified ? $"  {modified.ToLocalTime():yyyy-MM-dd HH:mm:ss}" : "";
        var hash = copy.Hash is { Length: > 12 } digest ? $"  sha256 {digest[..12]}…" : "";
        screen.Line($"{screen.Paint(copy.State.PadRight(8), Tones.OfCopy(copy.State))} {Printable.Text($"{copy.Store}:{copy.Path}")}{size}{changed}{hash}{(copy.Message is null ? "" : Printable.Text($"  {copy.Message}"))}");
    }
}
