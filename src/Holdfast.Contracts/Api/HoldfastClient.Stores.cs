namespace Holdfast.Contracts.Api;

/// <content>Stores.</content>
public sealed partial class HoldfastClient
{
    /// <summary>All stores.</summary>
    public Task<Listing<StoreDetail>> StoresAsync(CancellationToken cancellation) => GetAsync("api/v1/stores", ApiJson.Default.ListingStoreDetail, cancellation);

    /// <summary>One store.</summary>
    public Task<StoreDetail> StoreAsync(string name, CancellationToken cancellation) => GetAsync($"api/v1/stores/{Part(name)}", ApiJson.Default.StoreDetail, cancellation);

    /// <summary>Finds out whether a store can be used, and what it can do.</summary>
    public Task<StoreTest> TestStoreAsync(string name, CancellationToken cancellation) => PostAsync($"api/v1/stores/{Part(name)}/test", ApiJson.Default.StoreTest, cancellation);

    /// <summary>Begins to connect a store whose owner must agree elsewhere, and says where.</summary>
    public Task<ConnectBegun> ConnectStoreAsync(string name, CancellationToken cancellation) => PostAsync($"api/v1/stores/{Part(name)}/connect", ApiJson.Default.ConnectBegun, cancellation);

    /// <summary>Ends connecting a store, with the address to which its owner was led back.</summary>
    public Task<ConnectDone> FinishConnectingAsync(string name, ConnectReturn returned, CancellationToken cancellation) =>
        PostAsync($"api/v1/stores/{Part(name)}/connect/finish", returned, ApiJson.Default.ConnectReturn, ApiJson.Default.ConnectDone, cancellation);
}
