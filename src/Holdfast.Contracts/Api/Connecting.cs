namespace Holdfast.Contracts.Api;

/// <summary>A sign-in to a store that was begun.</summary>
public sealed record ConnectBegun
{
    /// <summary>Name of the store.</summary>
    public required string Store { get; init; }

    /// <summary>The page on which the person says yes.</summary>
    public required string Address { get; init; }

    /// <summary>How the address begins at which the browser ends afterwards.</summary>
    public required string Returns { get; init; }
}

/// <summary>Where the browser ended, when it could not be brought back by itself.</summary>
public sealed record ConnectReturn
{
    /// <summary>The whole address, with <c>state=</c> and <c>code=</c> in it.</summary>
    public required string Address { get; init; }
}

/// <summary>A sign-in to a store that has ended well.</summary>
public sealed record ConnectDone
{
    /// <summary>Name of the store.</summary>
    public required string Store { get; init; }
}
