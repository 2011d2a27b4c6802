using System.Text;
using Holdfast.Cli.Surroundings;
using Holdfast.Contracts;

namespace Holdfast.Cli;

/// <summary>Reads a file of another program that somebody names on the command line.</summary>
internal static class OldFile
{
    private const int SizeLimit = 1 << 20;

    /// <summary>Its text; bytes that are no UTF-8 are taken as Latin-1, as old editors left them.</summary>
    /// <exception cref="CommandException">It cannot be read, is no regular file, or is too large to be such a file.</exception>
    public static string Read(string path)
    {
        // A FIFO or a device would block or never end.
        if (!File.Exists(path) || (File.GetAttributes(path) & FileAttributes.Device) != 0) throw new CommandException(ExitCode.Usage, $"{path}: there is no such file");
        if (new FileInfo(path).Length > SizeLimit) throw new CommandException(ExitCode.Usage, $"{path}: larger than 1 MiB, so it is not such a file");
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Usage, $"{path}: {problem.Message}");
        }
        try
        {
            return new UTF8Encoding(false, true).GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(bytes);
        }
    }
}
