using System.Text.Json;
using Holdfast.Cli.Rendering;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts.Commands;
using Holdfast.Contracts;

namespace Holdfast.Cli.Requests;

/// <summary>Writes a plan to a file and shows its sums.</summary>
internal sealed class PlanFileView(TextWriter file, Screen screen) : IView
{
    private readonly LineView _lines = new(screen);

    /// <inheritdoc/>
    public void Row(string type, JsonElement data)
    {
        if (type is not (RowTypes.Run or RowTypes.Operation))
        {
            _lines.Row(type, data);
            return;
        }
        file.WriteLine(PlainJson.Line(data));
        if (type == RowTypes.Run) _lines.Row(type, data);
    }

    /// <inheritdoc/>
    public void End() => file.Flush();
}

/// <summary>Compares the plan that is kept with the one in a file, operation by operation.</summary>
internal sealed class PlanComparer(IEnumerator<string> file, string digest) : IView
{
    /// <summary>The first thing that differs; null while nothing does.</summary>
    public string? Difference { get; private set; }

    /// <inheritdoc/>
    public void Row(string type, JsonElement data)
    {
        if (Difference is not null) return;
        if (type == RowTypes.Run && data.Deserialize(RowJson.Default.RunRow) is { } run)
        {
            if (run.PlanDigest != digest) Difference = $"the plan that is kept has the digest {run.PlanDigest ?? "none"}, the file says {digest}";
        }
        else if (type == RowTypes.Operation)
        {
            if (!file.MoveNext()) Difference = "the file has fewer operations than the plan that is kept";
            else if (file.Current != PlainJson.Line(data)) Difference = $"operation {data.GetProperty("seq").GetInt64()} of the file is not the one that is kept";
        }
    }

    /// <inheritdoc/>
    public void End()
    {
        if (Difference is null && file.MoveNext()) Difference = "the file has more operations than the plan that is kept";
    }

    /// <summary>Refuses when anything differed.</summary>
    /// <exception cref="CommandException">Something did.</exception>
    public void Require()
    {
        if (Difference is not null) throw new CommandException(ExitCode.PlanOutdated, [$"this is not the plan that was made: {Difference}", "make a new one: holdfast plan JOB -o FILE"]);
    }
}
