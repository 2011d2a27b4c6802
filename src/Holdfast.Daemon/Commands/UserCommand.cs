using Holdfast.Contracts;
using Holdfast.Contracts.Commands;
using Holdfast.Daemon.Control;

namespace Holdfast.Daemon.Commands;

/// <summary><c>user add|list|remove|password|role</c>: who may use the API and the dashboard.</summary>
internal static class UserCommand
{
    public static async Task<ExitCode> RunAsync(CommandCall call, CancellationToken cancellation)
    {
        var book = call.Services.Book;
        switch (call.Request.Args)
        {
            case ["list"]:
                foreach (var user in await book.UsersAsync(cancellation)) await call.RowAsync(user, RowJson.Default.UserRow, cancellation);
                return ExitCode.Done;
            case ["add", var name]:
                await call.RowAsync(await book.AddAsync(name, call.Needed("role"), call.Needed("password"), onlyFirst: false, cancellation), RowJson.Default.UserRow, cancellation);
                break;
            case ["password", var name]:
                await call.RowAsync(await book.ChangeAsync(name, null, call.Needed("password"), cancellation), RowJson.Default.UserRow, cancellation);
                break;
            case ["role", var name]:
                await call.RowAsync(await book.ChangeAsync(name, call.Needed("role"), null, cancellation), RowJson.Default.UserRow, cancellation);
                break;
            case ["remove", var name]:
                await book.RemoveAsync(name, cancellation);
                await call.Sink.OutputAsync($"removed account {name}", cancellation);
                break;
            default: throw new UsageException("user: say 'user list', or 'user add|password|role|remove NAME'");
        }
        await call.NoteAsync($"user {call.Request.Args[0]}", call.Request.Args[1]);
        return ExitCode.Done;
    }
}
