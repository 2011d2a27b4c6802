using System.CommandLine;
using Holdfast.Cli.Rendering;
using Holdfast.Contracts.Control;

namespace Holdfast.Cli.Requests;

/// <summary>Short forms of what nearly every command does: make a request, send it, show the answer.</summary>
internal static class RequestForms
{
    /// <summary>A request with its arguments.</summary>
    public static ControlRequest Request(string command, params IReadOnlyList<string> arguments) => new() { Command = command, Args = arguments };

    /// <summary>The request with an option, unless that was not given.</summary>
    public static ControlRequest With(this ControlRequest request, string option, string? value) =>
        value is null ? request : request with { Options = new Dictionary<string, string>(request.Options) { [option] = value } };

    /// <summary>The request with a flag, if it is set.</summary>
    public static ControlRequest With(this ControlRequest request, string flag, bool isSet) => request.With(flag, isSet ? "true" : null);

    /// <summary>Carries requests to whoever answers them: the daemon that is named, else this machine's, else this process.</summary>
    public static Courier Courier(this Surface surface, ParseResult parse, Screen screen) =>
        new(surface.Hosting(parse), RemoteServer.Of(surface.World, parse.GetValue(surface.Server), parse.GetValue(surface.TokenFile)), screen, surface.World.Time);

    /// <summary>Sends and shows.</summary>
    public static Task<int> SendAsync(this Surface surface, ParseResult parse, ControlRequest request, IView view, CancellationToken cancellation) =>
        surface.Courier(parse, surface.Screen(parse)).CarryAsync(request, view, cancellation);

    /// <summary>Sends and shows what goes on until Ctrl-C.</summary>
    public static Task<int> SendEndlessAsync(this Surface surface, ParseResult parse, ControlRequest request, IView view, CancellationToken cancellation) =>
        surface.Courier(parse, surface.Screen(parse)).CarryEndlessAsync(request, view, cancellation);

    /// <summary>Sends and shows each row as a line.</summary>
    public static Task<int> SendAsync(this Surface surface, ParseResult parse, ControlRequest request, CancellationToken cancellation) =>
        surface.SendAsync(parse, request, new LineView(surface.Screen(parse)), cancellation);

    /// <summary>A part of a command that asks for one thing and takes no option of its own, such as <c>user list</c>.</summary>
    /// <param name="surface">What commands share.</param>
    /// <param name="name">Its name.</param>
    /// <param name="about">What it does.</param>
    /// <param name="command">The command it is part of.</param>
    /// <param name="argument">What it is done to; null for none.</param>
    public static Command Part(this Surface surface, string name, string about, string command, Argument<string>? argument = null)
    {
        var part = new Command(name, about);
        if (argument is not null) part.Add(argument);
        part.SetAction((parse, cancellation) => surface.SendAsync(parse, argument is null ? Request(command, name) : Request(command, name, parse.GetRequiredValue(argument)), cancellation));
        return part;
    }

    /// <summary>An argument that names jobs of the configuration, which a shell can complete.</summary>
    public static Argument<T> Completed<T>(this Argument<T> argument, Surface surface)
    {
        argument.CompletionSources.Add(context => surface.Hosting(context.ParseResult).JobNames().Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        return argument;
    }
}
