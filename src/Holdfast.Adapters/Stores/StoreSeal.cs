using Holdfast.Engine.Seams;

namespace Holdfast.Adapters.Stores;

/// <summary>What a store's marker says of the encryption of all that lies in it.</summary>
/// <param name="Key">Id of the key the store was made with, by which its names are encrypted.</param>
/// <param name="Names">Whether names are encrypted too.</param>
public sealed record StoreSeal(string Key, bool Names)
{
    /// <summary>The version of the format; a newer one is refused.</summary>
    public const int Format = 1;
}

/// <summary>A store is encrypted otherwise than the configuration says, or not at all; nothing was touched.</summary>
internal sealed class SealMismatchException(string store, string cause) : StoreException(store, MarkerText.Shown, StoreFault.Refused, cause)
{
    /// <summary>Compares what a marker says with what is configured.</summary>
    /// <param name="store">Name of the store.</param>
    /// <param name="marked">What the marker says; null for a store that is not encrypted.</param>
    /// <param name="wanted">What is configured; null for no encryption.</param>
    /// <exception cref="SealMismatchException">They differ.</exception>
    public static void Check(string store, StoreSeal? marked, StoreSeal? wanted)
    {
        if (marked == wanted) return;
        throw new SealMismatchException(store, (marked, wanted) switch
        {
            ({ } there, null) => $"the store is encrypted with key {there.Key}: say so in its configuration (encrypt: key: …); nothing may be written there in plain",
            (null, _) => "the store holds data that is not encrypted, and the configuration says encrypt: take an empty place, and let what is there be removed once it is kept anew",
            ({ } there, { } here) when there.Key != here.Key => $"the store was made with key {there.Key}, and the configuration has {here.Key}: give it that key (where keys were changed, as the last of old-keys); without it nothing there can be read",
            _ => $"the store was made with names {(marked!.Names ? "encrypted" : "as they are")}, and the configuration says otherwise (encrypt: names:)",
        });
    }
}
