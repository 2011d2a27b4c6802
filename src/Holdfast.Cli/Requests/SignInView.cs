using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Holdfast.Cli.Rendering;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts.Commands;

namespace Holdfast.Cli.Requests;

/// <summary>Tells a person where to sign in; opens the page, or takes the address at which a browser elsewhere ended.</summary>
/// <param name="screen">Where it is told.</param>
/// <param name="world">What is asked, and whether there is a browser.</param>
/// <param name="opensBrowser">Whether a browser is opened here.</param>
internal sealed class SignInView(Screen screen, World world, bool opensBrowser) : IView
{
    /// <inheritdoc/>
    public void Row(string type, JsonElement data)
    {
        if (type != RowTypes.SignIn || data.Deserialize(RowJson.Default.SignInRow) is not { } row) return;
        if (row.Code is { } code)
        {
            screen.Line($"open   {Printable.Text(row.Address)}\nand type   {Printable.Text(code)}");
            return;
        }
        screen.Line($"open this page and say yes:\n\n  {Printable.Text(row.Address)}\n");
        if (row.Listens is not { } listens) return;
        if (opensBrowser && world.Variable("DISPLAY") is not null)
        {
            Open(row.Address);
            return;
        }
        screen.Line($"A browser on another machine ends at a page that cannot be reached, with an address that begins with {listens}\nPaste that address here:");
        // The command ends when it has arrived; whoever waits for a line must not keep it from that.
        new Thread(() => Paste(listens)) { IsBackground = true, Name = "paste" }.Start();
    }

    /// <inheritdoc/>
    public void End()
    {
        // How it went is told in a line.
    }

    private void Paste(string listens)
    {
        while (world.In.ReadLine() is { } line)
        {
            var address = line.Trim();
            if (address.Length == 0) continue;
            if (!address.StartsWith(listens, StringComparison.Ordinal) || !Uri.TryCreate(address, UriKind.Absolute, out var uri))
            {
                screen.Note($"that address does not begin with {listens}");
                continue;
            }
            try
            {
                using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
                using var request = new HttpRequestMessage(HttpMethod.Get, uri);
                using var answer = http.Send(request);
                return;
            }
            catch (HttpRequestException e) { screen.Note($"it could not be handed on: {e.Message}"); }
        }
    }

    private void Open(string address)
    {
        try { using var browser = Process.Start(new ProcessStartInfo("xdg-open", [address]) { RedirectStandardError = true, RedirectStandardOutput = true }); }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException) { screen.Note("no browser could be opened: open the page yourself"); }
    }
}
