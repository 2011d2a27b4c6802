using System.Globalization;
using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Reports;

/// <summary>What happened in one hour.</summary>
/// <param name="Begins">When the hour begins, in the zone of the report.</param>
/// <param name="Runs">Runs that began in it.</param>
/// <param name="Failed">Those of them that did not do what they should.</param>
/// <param name="Bytes">Bytes of content they carried.</param>
/// <param name="Longest">How long the longest of them took, in seconds.</param>
internal sealed record ReportHour(DateTimeOffset Begins, long Runs, long Failed, long Bytes, long Longest);

/// <summary>The time of a report by the hour. Pure.</summary>
internal static class ReportHours
{
    /// <summary>All hours, also those in which nothing was.</summary>
    public static IReadOnlyList<ReportHour> Of(ReportFacts facts)
    {
        var count = (int)Math.Ceiling((facts.Now - facts.Since).TotalHours);
        var hours = new List<ReportHour>(count);
        for (var i = 0; i < count; i++)
        {
            var (begins, ends) = (facts.Since.AddHours(i), facts.Since.AddHours(i + 1));
            var runs = facts.Runs.Where(run => run.Started >= begins && run.Started < ends).ToArray();
            hours.Add(new ReportHour(
                TimeZoneInfo.ConvertTime(begins, facts.Zone), runs.Length, runs.Count(run => run.State is RunState.Failed or RunState.Partial or RunState.Refused),
                runs.Sum(run => run.Tally.BytesDone), (long)runs.Select(run => ((run.Ended ?? run.Started) - run.Started).TotalSeconds).DefaultIfEmpty(0).Max()));
        }
        return hours;
    }
}

/// <summary>Draws bars, as part of a page and without a script. Pure.</summary>
internal static class ReportChart
{
    private const int Width = 360;
    private const int Height = 120;
    private const int Foot = 16;

    /// <summary>A bar an hour, of two parts one upon the other; each says its hour and its number.</summary>
    public static string Bars(string title, IReadOnlyList<ReportHour> hours, Func<ReportHour, long> below, Func<ReportHour, long> above, Func<long, string> show)
    {
        var most = Math.Max(1, hours.Select(hour => below(hour) + above(hour)).DefaultIfEmpty(0).Max());
        var step = (double)Width / Math.Max(1, hours.Count);
        var svg = new StringBuilder();
        svg.Append("<figure>\n<figcaption>").Append(ReportHtml.Text($"{title} (most: {show(most)})")).Append("</figcaption>\n<svg viewBox=\"0 0 ").Append(Width).Append(' ').Append(Height + Foot).Append("\" role=\"img\" aria-label=\"").Append(ReportHtml.Text(title)).Append("\">\n");
        for (var i = 0; i < hours.Count; i++)
        {
            var (low, high) = (below(hours[i]), above(hours[i]));
            var name = string.Create(CultureInfo.InvariantCulture, $"{hours[i].Begins:HH:mm}: {show(low + high)}");
            Bar(svg, "bar", i * step, step, Height * (double)low / most, 0, name);
            Bar(svg, "over", i * step, step, Height * (double)high / most, Height * (double)low / most, name);
            if (i % 6 == 0) svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{i * step:0.#}\" y=\"{Height + 12}\">{hours[i].Begins:HH:mm}</text>\n");
        }
        return svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"0\" x2=\"{Width}\" y1=\"{Height}\" y2=\"{Height}\"/>\n</svg>\n</figure>\n").ToString();
    }

    private static void Bar(StringBuilder svg, string tone, double x, double width, double height, double bottom, string name)
    {
        if (height <= 0) return;
        svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{tone}\" x=\"{x:0.##}\" y=\"{Height - bottom - height:0.##}\" width=\"{width * 0.8:0.##}\" height=\"{height:0.##}\"><title>").Append(ReportHtml.Text(name)).Append("</title></rect>\n");
    }
}
