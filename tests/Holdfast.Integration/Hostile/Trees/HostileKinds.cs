namespace Holdfast.Integration.Hostile.Trees;

/// <summary>All kinds.</summary>
internal static class HostileKinds
{
    public static IReadOnlyList<HostileKind> All { get; } =
    [
        .. LinkKinds.All, .. HardLinkKinds.All, .. SpecialKinds.All, .. NameKinds.All, .. ShapeKinds.All,
        .. MetadataKinds.All, .. ChangingKinds.All, .. PlaceKinds.All,
    ];
}
