using System.Buffers.Binary;
using System.Numerics;

namespace Holdfast.Adapters.Stores.Sftp;

/// <summary>
/// A check value by which a piece of a file that comes back from a server is known again: against accident, not against intent. Two sums of CRC-32C, each over every
/// other word, for the processor does both at once; content is hashed by SHA-256 all the same.
/// </summary>
internal static class PieceCheck
{
    private const int Word = sizeof(ulong);

    /// <summary>The check value of some bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var (even, odd) = (uint.MaxValue, uint.MaxValue);
        for (; bytes.Length >= 2 * Word; bytes = bytes[(2 * Word)..])
        {
            even = BitOperations.Crc32C(even, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            odd = BitOperations.Crc32C(odd, BinaryPrimitives.ReadUInt64LittleEndian(bytes[Word..]));
        }
        foreach (var one in bytes) odd = BitOperations.Crc32C(odd, one);
        return ((ulong)even << 32) | odd;
    }
}
