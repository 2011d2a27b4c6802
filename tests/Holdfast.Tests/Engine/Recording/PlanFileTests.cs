using FsCheck;
using FsCheck.Fluent;
using Holdfast.Engine.Model;
using Holdfast.Engine.Recording;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Tests.Engine.Recording;

public sealed class PlanFileTests
{
    private static readonly DateTimeOffset Created = new(2026, 11, 21, 5, 45, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void A_digest_is_that_of_the_lines() =>
        Prop.ForAll(Gen.ArrayOf(Generators.Operations).ToArbitrary(), plan =>
        {
            using var digest = new PlanDigest();
            foreach (var operation in plan) digest.Add(operation);
            var lines = plan.SelectMany(operation => OperationJson.Write(operation).Append((byte)'\n')).ToArray();
            return digest.Finish() == Convert.ToHexStringLower(SHA256.HashData(lines)) && digest.Count == plan.Length;
        }).Check(Chance.Try());

    [Fact]
    public void A_digest_tells_apart_what_differs_in_one_place()
    {
        var plans = from operation in Generators.Operations from other in Generators.Operations select (operation, other);
        Prop.ForAll(plans.ToArbitrary(), pair =>
        {
            var same = OperationJson.Write(pair.operation).AsSpan().SequenceEqual(OperationJson.Write(pair.other));
            return same == (Digest(pair.operation) == Digest(pair.other)) && Digest(pair.operation) != Digest(pair.operation, pair.operation);
        }).Check(Chance.Try());
    }

    [Fact]
    [Trait("row", "L9")]
    public async Task A_plan_comes_back_from_its_file()
    {
        var plan = Enumerable.Range(1, 2000).Select(i => Step(i, $"d/f{i}")).ToArray();
        var file = await WriteAsync(plan);

        await using var reader = await PlanFile.OpenAsync(new MemoryStream(file), Cancellation);

        Assert.Equal(new PlanHeader("r1", "mirror", Digest(plan), Created), reader.Header);
        Assert.Equal(plan.Select(Text), (await ListAsync(reader)).Select(Text));
        Assert.StartsWith($$"""{"format":"holdfast-plan","version":1,"run":"r1","job":"mirror","digest":"{{Digest(plan)}}","created":"2026-11-21T05:45:00""", Encoding.UTF8.GetString(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_of_nothing_is_a_plan()
    {
        await using var reader = await PlanFile.OpenAsync(new MemoryStream(await WriteAsync([])), Cancellation);
        Assert.Empty(await ListAsync(reader));
    }

    [Theory]
    [InlineData("\"version\":1", "\"version\":2", 1, "newer Holdfast")]
    [InlineData("holdfast-plan", "shopping-list", 1, "not a plan")]
    [InlineData("\"run\":\"r1\",", "", 1, "not the first line")]
    [InlineData("{\"seq\":2", "{\"seq\":3", 4, "was changed")]
    [InlineData("\"kind\":\"create\",\"path\":\"b\"", "\"kind\":\"explode\",\"path\":\"b\"", 3, "unknown kind")]
    [InlineData("\"path\":\"c\"", "\"path\":\"../c\"", 4, "not a path")]
    [InlineData("\"reason\":\"r\"}\n{\"seq\":3", "\"reason\":\"r\"}\n\n{\"seq\":3", 4, "")]
    public async Task A_file_that_was_tampered_with_is_refused_with_the_line(string old, string replacement, long line, string cause)
    {
        var text = Encoding.UTF8.GetString(await WriteAsync(Step(1, "a"), Step(2, "b"), Step(3, "c")));
        Assert.Contains(old, text, StringComparison.Ordinal);

        var wrong = await Assert.ThrowsAsync<PlanFormatException>(() => ReadAsync(Encoding.UTF8.GetBytes(text.Replace(old, replacement, StringComparison.Ordinal))));

        Assert.Equal(line, wrong.Line);
        Assert.Contains(cause, wrong.Message, StringComparison.Ordinal);
        Assert.StartsWith($"line {line}: ", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_cut_off_anywhere_is_refused()
    {
        var file = await WriteAsync(Step(1, "a"), Step(2, "b"));
        for (var length = 0; length < file.Length; length++) await Assert.ThrowsAsync<PlanFormatException>(() => ReadAsync(file[..length]));
    }

    [Fact]
    public async Task A_plan_that_changed_since_its_digest_is_not_written() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            PlanFile.WriteAsync(new MemoryStream(), new PlanHeader("r1", "mirror", Digest(), Created), new[] { Step(1, "a") }.ToAsyncEnumerable(), Cancellation));

    private static async Task<byte[]> WriteAsync(params Operation[] plan)
    {
        var stream = new MemoryStream();
        await PlanFile.WriteAsync(stream, new PlanHeader("r1", "mirror", Digest(plan), Created), plan.ToAsyncEnumerable(), Cancellation);
        return stream.ToArray();
    }

    private static async Task ReadAsync(byte[] file)
    {
        await using var reader = await PlanFile.OpenAsync(new MemoryStream(file), Cancellation);
        await ListAsync(reader);
    }

    private static async Task<List<Operation>> ListAsync(PlanReader reader)
    {
        var all = new List<Operation>();
        await foreach (var operation in reader.ReadAsync(Cancellation)) all.Add(operation);
        return all;
    }

    private static Operation Step(long seq, string path) => new() { Seq = seq, Kind = OperationKind.Create, Path = TreePath.From(path), Reason = "r" };

    private static string Text(Operation operation) => Encoding.UTF8.GetString(OperationJson.Write(operation));

    private static string Digest(params Operation[] plan)
    {
        using var digest = new PlanDigest();
        foreach (var operation in plan) digest.Add(operation);
        return digest.Finish();
    }
}
