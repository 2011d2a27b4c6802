using System.Text;
using Holdfast.Engine.Model;

namespace Holdfast.Daemon.Configuration;

/// <summary>Reads the filters of a job: its own rules first, then those of its files.</summary>
internal sealed class FilterLoader(List<ConfigError> errors, Func<string, string, Origin, byte[]?> read)
{
    private static readonly UTF8Encoding Strict = new(false, true);

    /// <summary>The rules in their order; what cannot be read is told.</summary>
    public FilterSet Load(JobFilters filters)
    {
        var rules = filters.Excluded.Select(item => FilterRule.Parse($"- {item.Value}", item.Origin.ToString()))
            .Concat(filters.Rules.Select(item => FilterRule.Parse((string)item.Value, item.Origin.ToString()))).ToList();
        foreach (var item in filters.Files)
        {
            if (read((string)item.Value, filters.At + "filter-from", item.Origin) is { } bytes) rules.AddRange(Lines((string)item.Value, bytes, filters.At + "filter-from"));
        }
        return rules.Count == 0 ? FilterSet.Empty : new FilterSet(rules);
    }

    private List<FilterRule> Lines(string file, byte[] bytes, string field)
    {
        var rules = new List<FilterRule>();
        var number = 0;
        foreach (var range in bytes.AsSpan().Split((byte)'\n'))
        {
            number++;
            if (Decode(bytes.AsSpan()[range]) is not { } line)
            {
                errors.Add(new ConfigError(new Origin(OriginKind.File, file, number, 1), field, "bytes that are no UTF-8", "a filter in UTF-8", "write ? for a byte that cannot be written: a rule with other bytes would match nothing"));
                continue;
            }
            if (string.IsNullOrWhiteSpace(line) || line[0] is '#' or ';') continue;
            try
            {
                rules.Add(FilterRule.Parse(line, $"{file}:{number}"));
            }
            catch (FormatException problem)
            {
                errors.Add(new ConfigError(new Origin(OriginKind.File, file, number, 1), field, $"'{Shorten.Text(line)}'", "a filter such as '- *.tmp' or '+ /keep/***'", problem.Message));
            }
        }
        return rules;
    }

    private static string? Decode(ReadOnlySpan<byte> line)
    {
        try
        {
            return Strict.GetString(line).TrimStart('\uFEFF').TrimEnd('\r');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
