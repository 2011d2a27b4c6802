using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores.GoogleDrive;

/// <summary>The views of a process: whoever opens the same store gets the same one, with its tree, its rate and its token, for as long as anybody has it open.</summary>
internal static class DriveViews
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<string, Shared> All = new(StringComparer.Ordinal);

    /// <summary>Takes a view; who takes one gives it back.</summary>
    /// <exception cref="StoreException">The account cannot be reached, or does not let us in.</exception>
    public static async Task<Held> TakeAsync(string store, DriveStoreOptions options, CancellationToken cancellation)
    {
        var key = KeyOf(store, options);
        Shared shared;
        lock (Gate)
        {
            if (!All.TryGetValue(key, out shared!)) All[key] = shared = new Shared(key);
            shared.Users++;
        }
        var held = new Held(shared);
        try
        {
            await shared.One.WaitAsync(cancellation);
            try { shared.View ??= await OpenAsync(store, options, cancellation); }
            finally { shared.One.Release(); }
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private static async Task<DriveView> OpenAsync(string store, DriveStoreOptions options, CancellationToken cancellation)
    {
        var http = new DriveHttp(store, options);
        try
        {
            var service = new DriveService(http, options);
            return new DriveView(store, service, await DrivePlace.FindAsync(store, service, options, cancellation), options);
        }
        catch
        {
            http.Dispose();
            throw;
        }
    }

    // Functions are no part of it: they are made anew for each opening, and give the same.
    private static string KeyOf(string store, DriveStoreOptions options)
    {
        var s = options.Settings;
        return FormattableString.Invariant($"{store}|{options.Endpoints.Api}|{s.Account}|{s.Root}|{s.SharedDrive}|{s.IsSharedWithMe}|{s.FollowsShortcuts}|{string.Join(',', s.Exports)}|{s.Parallel}|{s.Rate}|{s.Bandwidth}");
    }

    /// <summary>A view that is held.</summary>
    internal sealed class Held(Shared shared) : IDisposable
    {
        private int _isGiven;

        /// <summary>The view.</summary>
        public DriveView View => shared.View!;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGiven, 1) != 0) return;
            lock (Gate)
            {
                if (--shared.Users > 0) return;
                All.Remove(shared.Key);
            }
            shared.View?.Dispose();
            shared.One.Dispose();
        }
    }

    /// <summary>A view, and how many hold it.</summary>
    internal sealed class Shared(string key)
    {
        public string Key => key;

        public SemaphoreSlim One { get; } = new(1, 1);

        public int Users { get; set; }

        public DriveView? View { get; set; }
    }
}
