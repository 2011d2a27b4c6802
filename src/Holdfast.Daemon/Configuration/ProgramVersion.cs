using System.Reflection;

namespace Holdfast.Daemon.Configuration;

/// <summary>Which Holdfast this is.</summary>
internal static class ProgramVersion
{
    /// <summary>Its version, such as <c>0.1.0</c>.</summary>
    public static string Text { get; } = typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";
}
