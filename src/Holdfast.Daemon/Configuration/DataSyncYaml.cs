using System.Text;

namespace Holdfast.Daemon.Configuration;

/// <summary>Writes the configuration that does what an old <c>data-sync.conf</c> asked for.</summary>
internal static class DataSyncYaml
{
    /// <summary>The text of the new file.</summary>
    public static string Write(DataSyncSettings said, string source, string from, string? to, string? owner, string? reports)
    {
        var text = new StringBuilder();
        text.Append(ConfigSchema.Modeline).Append('\n');
        text.Append("# Made from ").Append(Shorten.Line(source)).Append("; every word is told in docs/configuration.md.\n\n");
        text.Append("stores:\n  shared: { kind: local, path: ").Append(YamlText.Scalar(from)).Append(" }\n");
        if (to is not null) text.Append("  legacy: { kind: local, path: ").Append(YamlText.Scalar(to)).Append(" }\n");
        text.Append("\njobs:\n  permissions:\n    kind: permissions\n    store: shared\n");
        if (owner is not null) text.Append("    owner: ").Append(YamlText.Scalar(owner)).Append('\n');
        else text.Append("    # owner: \"user:group\"   # nobody named one, so owners are left alone\n");
        text.Append("    directories: \"775\"\n    files: \"664\"\n    every: ").Append(DurationShape.Text(said.PermissionInterval)).Append('\n');
        if (to is not null)
        {
            text.Append("\n  # The old way never removed anything from the legacy place, so this is a copy;\n  # a mirror with 'extraneous: delete' would.\n");
            text.Append("  legacy:\n    kind: copy\n    from: shared\n    to: [legacy]\n    # conflict: overwrite   # rsync overwrote what somebody had changed in the legacy place; Holdfast keeps it and says so\n    every: ").Append(DurationShape.Text(said.SyncInterval)).Append('\n');
        }
        else
        {
            text.Append("\n  # There is no copy to a legacy place. To have one, add a store 'legacy' and:\n  # legacy: { kind: copy, from: shared, to: [legacy], every: ").Append(DurationShape.Text(said.SyncInterval)).Append(" }\n");
        }
        if (said.Cleanup) text.Append("\n# AUTO_CLEANUP_ORPHANED=true is not carried over yet: nothing of users who are gone is cleaned up.\n");
        if (said.LogFile is not null) text.Append("\nlog-file: ").Append(YamlText.Scalar(said.LogFile)).Append('\n');
        if (reports is not null) text.Append("\nreports: { directory: ").Append(YamlText.Scalar(reports)).Append(", keep: 7d }\n");
        return text.ToString();
    }
}
