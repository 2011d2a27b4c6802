namespace Holdfast.Engine.Recording;

/// <summary>A plan file is not what it should be. The message names the line.</summary>
/// <param name="line">Number of the line, from 1.</param>
/// <param name="cause">What is wrong with it.</param>
/// <param name="inner">The exception behind it.</param>
public sealed class PlanFormatException(long line, string cause, Exception? inner = null) : FormatException($"line {line}: {cause}", inner)
{
    /// <summary>Number of the line, from 1.</summary>
    public long Line { get; } = line;
}
