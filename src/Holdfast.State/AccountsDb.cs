using Holdfast.Engine.Seams;
using Holdfast.State.Sqlite;

namespace Holdfast.State;

/// <summary>Accounts, tokens, and what they changed.</summary>
internal sealed class AccountsDb(Gate writer, Gate reader) : IAccountsDb
{
    private const string User = "name, role, password, created, changed";
    private const string Token = "id, name, role, digest, created, creator, expires, used";

    public ValueTask<IReadOnlyList<UserRecord>> UsersAsync(CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<UserRecord>>(connection => All(connection.Prepare($"SELECT {User} FROM users ORDER BY name"), ReadUser), cancellation);

    public ValueTask<UserRecord?> FindUserAsync(string name, CancellationToken cancellation) =>
        reader.RunAsync(connection => All(connection.Prepare($"SELECT {User} FROM users WHERE name = ?1").Bind(1, name), ReadUser) is [var found, ..] ? found : null, cancellation);

    public ValueTask<bool> AddUserAsync(UserRecord user, CancellationToken cancellation) =>
        writer.WriteAsync(connection => Bind(connection.Prepare($"INSERT INTO users ({User}) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING"), user).Run() > 0, cancellation);

    public ValueTask<bool> AddFirstUserAsync(UserRecord user, CancellationToken cancellation) =>
        writer.WriteAsync(
            connection => Bind(connection.Prepare($"INSERT INTO users ({User}) SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT 1 FROM users)"), user).Run() > 0,
            cancellation);

    public ValueTask<bool> UpdateUserAsync(UserRecord user, CancellationToken cancellation) =>
        writer.WriteAsync(
            connection =>
            {
                connection.Prepare("DELETE FROM sign_ins WHERE user = ?1").Bind(1, user.Name).Run();
                return Bind(connection.Prepare("UPDATE users SET role = ?2, password = ?3, created = ?4, changed = ?5 WHERE name = ?1"), user).Run() > 0;
            },
            cancellation);

    public ValueTask<bool> RemoveUserAsync(string name, CancellationToken cancellation) =>
        writer.WriteAsync(connection => connection.Prepare("DELETE FROM users WHERE name = ?1").Bind(1, name).Run() > 0, cancellation);

    public ValueTask AddSignInAsync(SignInRecord signIn, CancellationToken cancellation) =>
        writer.ChangeAsync(
            connection => connection.Prepare("INSERT INTO sign_ins (digest, user, since, seen, address) VALUES (?1, ?2, ?3, ?4, ?5)")
                .Bind(1, signIn.Digest).Bind(2, signIn.User).Bind(3, Values.Text(signIn.Since)).Bind(4, Values.Text(signIn.Seen)).Bind(5, signIn.Address).Run(),
            cancellation);

    public ValueTask<(SignInRecord SignIn, UserRecord User)?> FindSignInAsync(byte[] digest, CancellationToken cancellation) =>
        reader.RunAsync<(SignInRecord, UserRecord)?>(
            connection =>
            {
                var row = connection.Prepare("SELECT u.name, u.role, u.password, u.created, u.changed, s.since, s.seen, s.address FROM sign_ins s JOIN users u ON u.name = s.user WHERE s.digest = ?1").Bind(1, digest);
                if (!row.Step()) return null;
                var found = (new SignInRecord(digest, row.Text(0), Values.Moment(row.Text(5)), Values.Moment(row.Text(6)), row.Text(7)), ReadUser(row));
                row.Reset();
                return found;
            },
            cancellation);

    public ValueTask SeenSignInAsync(byte[] digest, DateTimeOffset seen, CancellationToken cancellation) =>
        writer.ChangeAsync(connection => connection.Prepare("UPDATE sign_ins SET seen = ?2 WHERE digest = ?1").Bind(1, digest).Bind(2, Values.Text(seen)).Run(), cancellation);

    public ValueTask RemoveSignInAsync(byte[] digest, CancellationToken cancellation) =>
        writer.ChangeAsync(connection => connection.Prepare("DELETE FROM sign_ins WHERE digest = ?1").Bind(1, digest).Run(), cancellation);

    public ValueTask<int> PruneSignInsAsync(DateTimeOffset since, DateTimeOffset seen, CancellationToken cancellation) =>
        writer.WriteAsync(connection => connection.Prepare("DELETE FROM sign_ins WHERE since < ?1 OR seen < ?2").Bind(1, Values.Text(since)).Bind(2, Values.Text(seen)).Run(), cancellation);

    public ValueTask<IReadOnlyList<TokenRecord>> TokensAsync(CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<TokenRecord>>(connection => All(connection.Prepare($"SELECT {Token} FROM tokens ORDER BY created DESC, id"), ReadToken), cancellation);

    public ValueTask AddTokenAsync(TokenRecord token, CancellationToken cancellation) =>
        writer.ChangeAsync(
            connection => connection.Prepare($"INSERT INTO tokens ({Token}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
                .Bind(1, token.Id).Bind(2, token.Name).Bind(3, token.Role).Bind(4, token.Digest).Bind(5, Values.Text(token.Created)).Bind(6, token.Creator)
                .Bind(7, Text(token.Expires)).Bind(8, Text(token.Used)).Run(),
            cancellation);

    public ValueTask<TokenRecord?> FindTokenAsync(byte[] digest, CancellationToken cancellation) =>
        reader.RunAsync(connection => All(connection.Prepare($"SELECT {Token} FROM tokens WHERE digest = ?1").Bind(1, digest), ReadToken) is [var found, ..] ? found : null, cancellation);

    public ValueTask UsedTokenAsync(string id, DateTimeOffset used, CancellationToken cancellation) =>
        writer.ChangeAsync(connection => connection.Prepare("UPDATE tokens SET used = ?2 WHERE id = ?1").Bind(1, id).Bind(2, Values.Text(used)).Run(), cancellation);

    public ValueTask<bool> RemoveTokenAsync(string id, CancellationToken cancellation) =>
        writer.WriteAsync(connection => connection.Prepare("DELETE FROM tokens WHERE id = ?1").Bind(1, id).Run() > 0, cancellation);

    public ValueTask NoteAsync(AuditRecord change, CancellationToken cancellation) =>
        writer.ChangeAsync(
            connection => connection.Prepare("INSERT INTO audit (time, who, address, action, target, outcome, detail) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")
                .Bind(1, Values.Text(change.Time)).Bind(2, change.Who).Bind(3, change.Address).Bind(4, change.Action).Bind(5, change.Target).Bind(6, change.Outcome).Bind(7, change.Detail).Run(),
            cancellation);

    public ValueTask<IReadOnlyList<AuditRecord>> AuditAsync(long? before, int limit, CancellationToken cancellation) =>
        reader.RunAsync<IReadOnlyList<AuditRecord>>(
            connection => All(
                connection.Prepare("SELECT number, time, who, address, action, target, outcome, detail FROM audit WHERE ?1 IS NULL OR number < ?1 ORDER BY number DESC LIMIT ?2").Bind(1, before).Bind(2, limit),
                row => new AuditRecord(row.Int64(0), Values.Moment(row.Text(1)), row.Text(2), row.Text(3), row.Text(4), row.Text(5), row.Text(6), row.TextOrNull(7))),
            cancellation);

    public ValueTask<int> PruneAuditAsync(DateTimeOffset before, int most, CancellationToken cancellation) =>
        writer.WriteAsync(
            connection => connection.Prepare("DELETE FROM audit WHERE time < ?1 OR number <= (SELECT number FROM audit ORDER BY number DESC LIMIT 1 OFFSET ?2)")
                .Bind(1, Values.Text(before)).Bind(2, most).Run(),
            cancellation);

    private static List<T> All<T>(Statement statement, Func<Statement, T> read)
    {
        var rows = new List<T>();
        while (statement.Step()) rows.Add(read(statement));
        return rows;
    }

    private static Statement Bind(Statement statement, UserRecord user) =>
        statement.Bind(1, user.Name).Bind(2, user.Role).Bind(3, user.Password).Bind(4, Values.Text(user.Created)).Bind(5, Values.Text(user.Changed));

    private static UserRecord ReadUser(Statement row) => new(row.Text(0), row.Text(1), row.Text(2), Values.Moment(row.Text(3)), Values.Moment(row.Text(4)));

    private static TokenRecord ReadToken(Statement row) =>
        new(row.Text(0), row.Text(1), row.Text(2), row.Bytes(3).ToArray(), Values.Moment(row.Text(4)), row.Text(5), Moment(row.TextOrNull(6)), Moment(row.TextOrNull(7)));

    private static string? Text(DateTimeOffset? moment) => moment is { } some ? Values.Text(some) : null;

    private static DateTimeOffset? Moment(string? text) => text is null ? null : Values.Moment(text);
}
