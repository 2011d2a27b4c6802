using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Contracts.Events;
using Holdfast.Tests.Daemon.Configuration;
using Holdfast.Tests.House;

namespace Holdfast.Tests.Contracts;

/// <summary>Holds docs/alerts.md to the events there are and to the configuration's own reader.</summary>
public sealed partial class AlertDocumentTests
{
    private static readonly string Document = Blueprint.Read("docs/alerts.md");

    [Fact]
    [Trait("row", "C11")]
    public void Every_event_stands_in_the_table_with_the_fields_of_its_data()
    {
        var rows = Row().Matches(Document).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value.Split(", ").Select(field => field.Trim('`')).ToArray());
        Assert.Equal(EventNames.All.Order(StringComparer.Ordinal), rows.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, fields) in rows) Assert.True(Payloads().Any(payload => payload.SequenceEqual(fields)), $"{name}: no event has data of {string.Join(", ", fields)}");
    }

    [Fact]
    public void Every_configuration_in_the_guide_is_one()
    {
        var examples = Example().Matches(Document);
        Assert.True(examples.Count >= 3);
        Assert.All(examples, example => Assert.Equal("", string.Join('\n', Reading.Load(example.Groups[1].Value).Errors)));
    }

    [Fact]
    public void The_event_in_the_guide_is_read_as_one()
    {
        var json = JsonSerializer.Deserialize(EventLine().Match(Document).Groups[1].Value, EventJson.Default.EventRecord)!;
        Assert.Equal((42, "SYNC_FAILED", "legacy"), (json.Number, json.Name, json.Store));
        Assert.Equal(Fields(typeof(SyncFailedData)), json.Data.EnumerateObject().Select(field => field.Name));
    }

    [Fact]
    public void Names_are_capitals_and_no_two_are_alike()
    {
        Assert.All(EventNames.All, name => Assert.Matches("^[A-Z]+(_[A-Z]+)*$", name));
        Assert.Equal(EventNames.All.Count, EventNames.All.Distinct().Count());
    }

    private static IEnumerable<string[]> Payloads() => typeof(EventNames).Assembly.GetTypes().Where(type => type.Namespace == typeof(EventNames).Namespace && type.Name.EndsWith("Data", StringComparison.Ordinal)).Select(Fields);

    private static string[] Fields(Type type) => [.. type.GetProperties().Where(property => property.Name != "EqualityContract").Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name))];

    [GeneratedRegex(@"^\| `([A-Z_]+)` \| .* \| (`.*`) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex("^```json\n(.*?)\n```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex EventLine();
}
