using Holdfast.Engine.Model;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>A file that was sent: ended, or still open to be made durable together with others.</summary>
/// <param name="Made">What it is; null as long as it is open.</param>
/// <param name="Open">The open file; null once it was ended.</param>
internal readonly record struct SftpSent(Entry? Made, SftpOpenFile? Open);
