using System.Text.Json.Serialization;

namespace Holdfast.Daemon.OwnState;

/// <summary>What an archive holds, and where each of it belongs.</summary>
internal sealed record Manifest
{
    /// <summary>The version this program writes; a newer one is refused.</summary>
    public const int Newest = 1;

    /// <summary>The version of this form.</summary>
    public int Version { get; init; } = Newest;

    /// <summary>The program that made it.</summary>
    public required string Program { get; init; }

    /// <summary>The machine whose state it is.</summary>
    public required string Machine { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Made { get; init; }

    /// <summary>The configuration.</summary>
    public required string ConfigFile { get; init; }

    /// <summary>The state directory.</summary>
    public required string StateDirectory { get; init; }

    /// <summary>What is needed beside it and is not in it: variables of the environment, programs.</summary>
    public IReadOnlyList<string> Outside { get; init; } = [];

    /// <summary>The files.</summary>
    public required IReadOnlyList<OwnFile> Files { get; init; }
}

/// <summary>One file of an archive.</summary>
/// <param name="Name">Its name in the archive.</param>
/// <param name="Path">Where it belongs: absolute, or below the state directory for what is part of that.</param>
/// <param name="IsState">Whether it is part of the state directory.</param>
/// <param name="Mode">Its mode.</param>
/// <param name="User">Its owner's name; null where the number has none.</param>
/// <param name="Uid">Its owner's number.</param>
/// <param name="Group">Its group's name; null where the number has none.</param>
/// <param name="Gid">Its group's number.</param>
internal sealed record OwnFile(string Name, string Path, bool IsState, int Mode, string? User, int Uid, string? Group, int Gid);

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true)]
[JsonSerializable(typeof(Manifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
