using System.Net.Mime;
using System.Reflection;
using System.Security.Cryptography;

namespace Holdfast.Daemon.Api;

/// <summary>One file of the dashboard, in the program.</summary>
internal sealed class DashboardFile
{
    private const string Root = "web/";
    private const string Packed = ".gz";

    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".css"] = $"{MediaTypeNames.Text.Css}; charset=utf-8",
        [".html"] = $"{MediaTypeNames.Text.Html}; charset=utf-8",
        [".js"] = $"{MediaTypeNames.Text.JavaScript}; charset=utf-8",
        [".md"] = $"{MediaTypeNames.Text.Plain}; charset=utf-8",
        [".png"] = MediaTypeNames.Image.Png,
        [".svg"] = MediaTypeNames.Image.Svg,
        [".woff2"] = MediaTypeNames.Font.Woff2,
    };

    private readonly Assembly _assembly;
    private readonly string _resource;
    private readonly Lazy<string> _tag;

    private DashboardFile(Assembly assembly, string resource)
    {
        (_assembly, _resource) = (assembly, resource);
        _tag = new Lazy<string>(MakeTag);
    }

    /// <summary>Whether what is carried is its gzip.</summary>
    public bool IsPacked => _resource.EndsWith(Packed, StringComparison.Ordinal);

    /// <summary>Its path below the address of the dashboard.</summary>
    public string Path => _resource[Root.Length..^(IsPacked ? Packed.Length : 0)];

    /// <summary>Whether another content would have another path.</summary>
    public bool IsNamedByContent => Path.StartsWith("assets/", StringComparison.Ordinal);

    /// <summary>What kind of file it is.</summary>
    public string ContentType => Types.GetValueOrDefault(System.IO.Path.GetExtension(Path), MediaTypeNames.Application.Octet);

    /// <summary>Another one for another content, as HTTP wants it, in quotes.</summary>
    public string Tag => _tag.Value;

    /// <summary>The files in an assembly, by path.</summary>
    public static Dictionary<string, DashboardFile> All(Assembly assembly) => assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Root, StringComparison.Ordinal))
        .Select(name => new DashboardFile(assembly, name))
        .ToDictionary(file => file.Path, StringComparer.Ordinal);

    /// <summary>What is carried: as it is, or its gzip.</summary>
    public Stream Open() => _assembly.GetManifestResourceStream(_resource)!;

    private string MakeTag()
    {
        using var content = Open();
        return $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 8))}\"";
    }
}
