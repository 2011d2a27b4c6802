using System.Globalization;
using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Control;

namespace Holdfast.Daemon.Commands;

/// <summary><c>token create|list|revoke</c>: what lets programs use the API.</summary>
internal static class TokenCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var book = call.Services.Book;
        switch (call.Request.Args)
        {
            case ["list"]:
                foreach (var token in await book.TokensAsync(cancellation)) await call.RowAsync(token, RowJson.Default.TokenRow, cancellation);
                return ExitCode.Done;
            case ["create", var name]:
                DateTimeOffset? expires = call.Option("expires") is { } text ? Moment(text) : null;
                var (row, secret) = await book.CreateTokenAsync(name, call.Needed("role"), expires, "command", cancellation);
                await call.RowAsync(row with { Token = secret }, RowJson.Default.TokenRow, cancellation);
                break;
            case ["revoke", var idOrName]:
                await book.RevokeTokenAsync(idOrName, cancellation);
                await call.Sink.OutputAsync($"revoked token {idOrName}", cancellation);
                break;
            default: throw new UsageException("token: say 'token list', 'token create NAME' or 'token revoke ID'");
        }
        await call.NoteAsync($"token {call.Request.Args[0]}", call.Request.Args[1]);
        return ExitCode.Done;
    }

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : throw new UsageException("token: expires is a day or moment such as 2027-01-31");
}
