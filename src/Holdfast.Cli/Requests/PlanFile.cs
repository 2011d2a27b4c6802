using System.Text.Json;
using System.Text;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts;

namespace Holdfast.Cli.Requests;

/// <summary>A plan that somebody keeps, reads and passes on: JSON lines, the format's line first, then the rows as the daemon tells them.</summary>
internal static class PlanFile
{
    /// <summary>Version of the format; a newer one is refused.</summary>
    public const int Version = 1;

    private const long SizeLimit = 8L << 30;

    /// <summary>The first line.</summary>
    public static string Header { get; } = $$"""{"type":"plan","version":{{Version}}}""";

    /// <summary>The runs whose plans a file holds, in order; checks the format of every line.</summary>
    /// <exception cref="CommandException">It is no such file, or a newer one.</exception>
    public static IReadOnlyList<RunRow> Runs(string path)
    {
        if (!File.Exists(path)) throw new CommandException(ExitCode.Usage, $"{path}: there is no such file");
        if (new FileInfo(path).Length > SizeLimit) throw new CommandException(ExitCode.Usage, $"{path}: too large for a plan");
        var runs = new List<RunRow>();
        var number = 0;
        foreach (var line in File.ReadLines(path, Encoding.UTF8))
        {
            number++;
            var type = Read(path, number, line, out var row);
            if (number == 1) CheckHeader(path, type, row);
            else if (type == RowTypes.Run) runs.Add(row.Deserialize(RowJson.Default.RunRow) ?? throw NoPlan(path, number));
            else if (type != RowTypes.Operation || runs.Count == 0) throw NoPlan(path, number);
        }
        return runs.Count == 0 ? throw NoPlan(path, 1) : runs;
    }

    /// <summary>One run's plan: its operations in the order of the file, each as <see cref="PlainJson"/> writes it.</summary>
    public static IEnumerable<string> Operations(string path, string run)
    {
        var isHere = false;
        foreach (var line in File.ReadLines(path, Encoding.UTF8).Skip(1))
        {
            using var document = JsonDocument.Parse(line);
            var isRun = document.RootElement.GetProperty("type").GetString() == RowTypes.Run;
            if (isRun) isHere = document.RootElement.GetProperty("id").GetString() == run;
            else if (isHere) yield return PlainJson.Line(document.RootElement);
        }
    }

    private static string Read(string path, int number, string line, out JsonElement row)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            row = document.RootElement.Clone();
            return row.ValueKind == JsonValueKind.Object && row.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString()! : throw NoPlan(path, number);
        }
        catch (JsonException)
        {
            throw NoPlan(path, number);
        }
    }

    private static void CheckHeader(string path, string type, JsonElement row)
    {
        if (type != "plan" || !row.TryGetProperty("version", out var version) || !version.TryGetInt32(out var number)) throw NoPlan(path, 1);
        if (number > Version) throw new CommandException(ExitCode.Usage, $"{path}: a plan of format {number}; this Holdfast knows {Version} and older");
    }

    private static CommandException NoPlan(string path, int line) => new(ExitCode.Usage, $"{path}:{line}: this is no plan as 'holdfast plan -o' writes it");
}
