using Holdfast.Adapters.Files;
using Holdfast.Adapters.Notifications;
using Holdfast.Adapters.Programs;
using Holdfast.Daemon.Configuration;
using Holdfast.Engine.Seams;

namespace Holdfast.Daemon.Hooks;

/// <summary>What a hook is told.</summary>
/// <param name="On"><c>before</c>, <c>after</c>, or the name of an event.</param>
/// <param name="Facts">The same as variables of its environment.</param>
/// <param name="Json">All of it: what a program reads on its standard input, and a request carries.</param>
internal sealed record HookCall(string On, IReadOnlyDictionary<string, string> Facts, string Json);

/// <summary>How a hook ended.</summary>
/// <param name="Succeeded">Whether as it should.</param>
/// <param name="ExitCode">Exit code of a program; null for a request, and when there is none.</param>
/// <param name="Result">In a few words.</param>
/// <param name="Output">What a program said, as far as it is kept.</param>
internal sealed record HookResult(bool Succeeded, int? ExitCode, string Result, string Output);

/// <summary>
/// Calls hooks. A program must be one that only root, or the user Holdfast runs as, could have put there; as root it is called as another
/// user, by default one who may do nothing.
/// </summary>
internal sealed class HookCaller(IPathResolver paths, IAccounts accounts, SecretReader secrets, HookIdentity self, TimeProvider time)
{
    /// <summary>Calls one, and never throws for what it does.</summary>
    public async Task<HookResult> CallAsync(HookConfig hook, HookCall call, CancellationToken cancellation)
    {
        try { return hook.Url is null ? await ProgramAsync(hook, call, cancellation) : await WebAsync(hook, call, cancellation); }
        catch (SecretException e) { return Failed(e.Message); }
        catch (NotifyException e) { return Failed(e.Message); }
        catch (IOException e) { return Failed(e.Message); }
    }

    private async Task<HookResult> ProgramAsync(HookConfig hook, HookCall call, CancellationToken cancellation)
    {
        var resolved = paths.Resolve(hook.Command[0]);
        if (resolved.End is not { Kind: PathStepKind.File }) return Failed($"{hook.Command[0]}: {resolved.Trouble ?? "there is no such program"}");
        if (ProgramTrust.Problem(resolved, self.User) is { } problem) return Failed($"is not called: {problem}");
        (int, int)? identity = null;
        if (self.IsRoot)
        {
            if (accounts.UserId(hook.User) is not { } user || accounts.GroupOfUser(hook.User) is not { } group) return Failed($"there is no user {hook.User} on this machine");
            identity = (user, group);
        }
        var facts = new Dictionary<string, string>(call.Facts, StringComparer.Ordinal) { ["HOLDFAST_HOOK"] = hook.Name, ["HOLDFAST_ON"] = call.On };
        var result = await ProgramRunner.RunAsync(
            new ProgramCall { Path = hook.Command[0], Arguments = [.. hook.Command.Skip(1)], Input = call.Json, Environment = facts, Identity = identity, Timeout = hook.Timeout }, time, cancellation);
        return new HookResult(result.Succeeded, result.ExitCode, result.Summary, $"{result.Output}{result.Errors}".Trim());
    }

    private async Task<HookResult> WebAsync(HookConfig hook, HookCall call, CancellationToken cancellation)
    {
        var text = await secrets.ReadAsync(hook.Url!, cancellation);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http")) return Failed("its url is no web address");
        var secret = hook.Secret is null ? null : await secrets.ReadAsync(hook.Secret, cancellation);
        using var limit = new CancellationTokenSource(hook.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var headers = new Dictionary<string, string> { ["X-Holdfast-Hook"] = hook.Name, ["X-Holdfast-On"] = call.On };
        using var web = new WebCaller(time);
        try { await web.PostAsync(new WebCall(url, call.Json, "application/json", headers, secret), both.Token); }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested) { return Failed(FormattableString.Invariant($"{url.Host} took longer than {hook.Timeout.TotalSeconds:0.###} s")); }
        return new HookResult(true, null, $"{url.Host} took it", "");
    }

    private static HookResult Failed(string result) => new(false, null, result, "");
}

/// <summary>Who Holdfast runs as.</summary>
/// <param name="User">Number of the user.</param>
/// <param name="IsRoot">Whether it is the superuser, who can become another.</param>
internal sealed record HookIdentity(int User, bool IsRoot);
