using System.Text.Json;
using Holdfast.Daemon.Configuration;

namespace Holdfast.Tests.Daemon.Configuration;

public sealed class ConfigSchemaTests
{
    [Fact]
    public void The_schema_has_every_word_with_its_meaning()
    {
        using var schema = JsonDocument.Parse(ConfigSchema.Write());
        Check(schema.RootElement, Words.Top);
    }

    [Fact]
    public void Every_default_is_a_value_its_own_word_takes() => Assert.All(All(Words.Top), field =>
    {
        if (field.Default is null) return;
        var shape = Assert.IsType<ScalarShape>(field.Shape, exactMatch: false);
        var value = shape.Parse(field.Default.Replace("{state}", "/var/lib/holdfast", StringComparison.Ordinal), new ParseContext("/"));
        Assert.NotNull(value);
        Assert.Equal(field.Default.Replace("{state}", "/var/lib/holdfast", StringComparison.Ordinal), shape.Format(value));
    });

    [Fact]
    public void Every_optional_word_says_what_holds_without_it() =>
        Assert.All(All(Words.Top).Where(field => field.RequiredBy.Count == 0 && field.Shape is not SectionShape), field => Assert.True(field.Default is not null || field.DefaultInWords is not null, field.Key));

    [Theory]
    [InlineData(typeof(HostKeyRule), "known", "new")]
    [InlineData(typeof(StoreKind), "local", "memory", "s3", "sftp", "google-drive", "rclone")]
    [InlineData(typeof(LogFileFormat), "text", "json")]
    [InlineData(typeof(ChannelKind), "email", "sendmail", "webhook", "slack", "discord", "ntfy")]
    [InlineData(typeof(MailTls), "starttls", "none")]
    [InlineData(typeof(JobKind), "mirror", "copy", "permissions", "verify", "backup", "restore-drill", "own-state")]
    public void Words_of_a_choice_stand_in_the_order_of_their_enumeration(Type type, params string[] words)
    {
        Assert.Equal(words.Select(word => word.Replace("-", "", StringComparison.Ordinal)), Enum.GetNames(type).Select(name => name.ToLowerInvariant()));
        Assert.Contains(All(Words.Top), field => field.Shape is ChoiceShape choice && choice.Words.SequenceEqual(words));
    }

    [Fact]
    public void Rules_choices_mean_what_they_say()
    {
        var pairs = new (string Key, Type Type)[] { ("extraneous", typeof(Holdfast.Engine.Model.ExtraneousRule)), ("conflict", typeof(Holdfast.Engine.Model.ConflictRule)), ("check", typeof(Holdfast.Engine.Model.CheckRule)), ("verify", typeof(Holdfast.Engine.Model.VerifyRule)), ("acl", typeof(Holdfast.Engine.Model.AclRule)), ("mounts", typeof(Holdfast.Engine.Model.MountRule)) };
        Assert.All(pairs, pair => Assert.Equal(Enum.GetNames(pair.Type).Select(name => name.ToLowerInvariant()), ((ChoiceShape)Words.Job.Find(pair.Key)!.Shape).Words));
    }

    internal static IEnumerable<Field> All(FieldTable table) => table.Fields.SelectMany(field => field.Shape switch
    {
        SectionShape section => All(section.Fields).Prepend(field),
        NamesShape names => All(names.Fields).Prepend(field),
        _ => [field],
    });

    private static void Check(JsonElement schema, FieldTable table)
    {
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        var properties = schema.GetProperty("properties");
        foreach (var field in table.Fields)
        {
            var property = properties.GetProperty(field.Key);
            Assert.StartsWith(field.Meaning, property.GetProperty("description").GetString(), StringComparison.Ordinal);
            if (field.Shape is SectionShape section) Check(property, section.Fields);
            if (field.Shape is NamesShape names) Check(property.GetProperty("additionalProperties"), names.Fields);
        }
    }
}
