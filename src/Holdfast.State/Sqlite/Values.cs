using Holdfast.Engine.Model;
using System.Globalization;

namespace Holdfast.State.Sqlite;

/// <summary>How values of the model stand in columns.</summary>
internal static class Values
{
    private const string Iso = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    /// <summary>A moment as people query it: ISO-8601 in UTC, which sorts as text.</summary>
    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString(Iso, CultureInfo.InvariantCulture);

    public static DateTimeOffset Moment(string text) =>
        DateTimeOffset.ParseExact(text, Iso, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);

    public static ReadOnlySpan<byte> Key(TreePath path, bool isDirectory) => isDirectory && !path.IsRoot ? CanonicalOrder.Key(path, true) : path.Bytes;

    public static TreePath Path(ReadOnlySpan<byte> key) => CanonicalOrder.FromKey(key).Path;

    /// <summary>Binds a hash to two columns that stand side by side.</summary>
    public static Statement BindHash(this Statement statement, int index, ContentHash? hash) => hash is null
        ? statement.BindNull(index).BindNull(index + 1)
        : statement.Bind(index, (long)hash.Kind).Bind(index + 1, hash.Value.Span);

    public static ContentHash? Hash(this Statement statement, int column) =>
        statement.Int32(column) is var kind and not 0 ? new ContentHash((HashKind)kind, statement.Bytes(column + 1).ToArray()) : null;

    public static void BindMemory(this Statement statement, int index, ReadOnlyMemory<byte> bytes)
    {
        if (bytes.IsEmpty) statement.BindNull(index);
        else statement.Bind(index, bytes.Span);
    }

    public static ReadOnlyMemory<byte> Memory(this Statement statement, int column) =>
        statement.Bytes(column) is { IsEmpty: false } bytes ? bytes.ToArray() : ReadOnlyMemory<byte>.Empty;
}
