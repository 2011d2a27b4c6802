using Holdfast.Engine.Model;
using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;
using System.Globalization;

namespace Holdfast.State;

/// <summary>Compares what a run saw with what is open, and opens, keeps and closes accordingly.</summary>
internal sealed class FindingWriter(Connection connection, string job, string store, string now)
{
    /// <summary>So many of a code are kept singly; the rest is counted.</summary>
    public const int MostOfACode = 1000;

    private readonly Dictionary<(string Code, TreePath Path, string? Store), long> _open = [];
    private readonly FindingTally _opened = new();
    private readonly FindingTally _closed = new();
    private readonly Dictionary<string, int> _kept = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Id, long More, Severity Severity)> _more = new(StringComparer.Ordinal);

    public FindingChange Replace(Scope scope, IReadOnlyList<Finding> findings)
    {
        ReadOpen();
        var unseen = new HashSet<long>();
        var covered = new ScopeTest(scope);
        foreach (var (key, id) in _open)
            if (covered.Covers(key.Path)) unseen.Add(id);
        var seen = findings.Where(finding => _open.TryGetValue(Key(finding), out var id) && Touch(id, finding, unseen)).ToHashSet(ReferenceEqualityComparer.Instance);
        // Room is made before it is taken.
        foreach (var (key, id) in _open.Where(pair => unseen.Contains(pair.Value)).ToList())
        {
            _closed.Add(Close(id, key.Code));
            _open.Remove(key);
            _kept[key.Code]--;
        }
        var left = new Dictionary<string, (Finding First, long Count)>(StringComparer.Ordinal);
        foreach (var finding in findings)
        {
            if (seen.Contains(finding) || Open(finding)) continue;
            left[finding.Code] = left.TryGetValue(finding.Code, out var more) ? (more.First, more.Count + 1) : (finding, 1);
        }
        CountMore(scope, left);
        return new FindingChange(_opened, _closed);
    }

    private static (string Code, TreePath Path, string? Store) Key(Finding finding) => (finding.Code, finding.Path, finding.Store);

    private void ReadOpen()
    {
        var row = connection.Prepare("SELECT id, code, path, store, more, severity FROM findings WHERE job = ?1 AND (store IS NULL OR store = ?2) AND closed IS NULL").Bind(1, job).Bind(2, store);
        while (row.Step())
        {
            var code = row.Text(1);
            if (row.Int64(4) > 0)
            {
                _more[code] = (row.Int64(0), row.Int64(4), (Severity)row.Int32(5));
                continue;
            }
            _open[(code, TreePath.Trusted(row.Bytes(2).ToArray()), row.TextOrNull(3))] = row.Int64(0);
            _kept[code] = _kept.GetValueOrDefault(code) + 1;
        }
    }

    private bool Touch(long id, Finding finding, HashSet<long> unseen)
    {
        unseen.Remove(id);
        // What was acknowledged was the lesser thing.
        connection.Prepare("DELETE FROM marks WHERE finding = ?1 AND (SELECT severity FROM findings WHERE id = ?1) < ?2").Bind(1, id).Bind(2, (long)finding.Severity).Run();
        connection.Prepare("UPDATE findings SET severity = ?2, message = ?3, advice = ?4, seen = ?5 WHERE id = ?1")
            .Bind(1, id).Bind(2, (long)finding.Severity).Bind(3, finding.Message).Bind(4, finding.Advice).Bind(5, now).Run();
        return true;
    }

    private Finding Close(long id, string code)
    {
        var row = connection.Prepare("UPDATE findings SET closed = ?2 WHERE id = ?1 RETURNING severity, path, message, advice, store").Bind(1, id).Bind(2, now);
        row.Step();
        var closed = new Finding(code, (Severity)row.Int32(0), TreePath.Trusted(row.Bytes(1).ToArray()), row.Text(2), row.TextOrNull(3)) { Store = row.TextOrNull(4) };
        row.Reset();
        connection.Prepare("DELETE FROM marks WHERE finding = ?1").Bind(1, id).Run();
        return closed;
    }

    private bool Open(Finding finding)
    {
        if (_open.TryGetValue(Key(finding), out var id))
        {
            // Told twice in one run: the last one speaks.
            return Touch(id, finding, []);
        }
        var kept = _kept.GetValueOrDefault(finding.Code);
        if (kept >= MostOfACode) return false;
        _open[Key(finding)] = Insert(finding, 0);
        _opened.Add(finding);
        _kept[finding.Code] = kept + 1;
        return true;
    }

    private long Insert(Finding finding, long more)
    {
        var row = connection.Prepare(
            "INSERT INTO findings (job, code, path, store, severity, message, advice, more, since, seen) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9) RETURNING id");
        row.Bind(1, job).Bind(2, finding.Code).Bind(3, finding.Path.Bytes).Bind(4, finding.Store).Bind(5, (long)finding.Severity)
            .Bind(6, finding.Message).Bind(7, finding.Advice).Bind(8, more).Bind(9, now);
        row.Step();
        var id = row.Int64(0);
        row.Reset();
        return id;
    }

    /// <summary>
    /// Keeps the one row of a code that counts what is not kept singly. A run over the whole tree knows the number; one over
    /// some names may have met again what was counted before, so that its number only ever raises the one that stands.
    /// </summary>
    private void CountMore(Scope scope, Dictionary<string, (Finding First, long Count)> left)
    {
        foreach (var (code, (id, more, _)) in _more)
            if (scope.IsAll && !left.ContainsKey(code)) _closed.Add(Close(id, code), more);
        foreach (var (code, (first, count)) in left)
        {
            if (!_more.TryGetValue(code, out var known))
            {
                Insert(first with { Path = TreePath.Root, Message = Tell(count), Advice = null }, count);
                _opened.Add(first, count);
                continue;
            }
            var more = scope.IsAll ? count : Math.Max(count, known.More);
            _opened.Add(first, more - known.More);
            _closed.Add(first with { Severity = known.Severity }, known.More - more);
            connection.Prepare("UPDATE findings SET more = ?2, message = ?3, seen = ?4 WHERE id = ?1").Bind(1, known.Id).Bind(2, more).Bind(3, Tell(more)).Bind(4, now).Run();
        }
    }

    private static string Tell(long more) => string.Create(CultureInfo.InvariantCulture, $"{more} more of these, {more + MostOfACode} in all; only {MostOfACode} are kept singly");
}
