namespace Holdfast.Engine.Guarding;

/// <summary>Why a guard will not let a plan go on.</summary>
/// <param name="Guard">Stable name of the guard, in kebab case.</param>
/// <param name="Message">What it saw, in a sentence with the figures.</param>
/// <param name="MayBeApproved">Whether a person can let the plan go on all the same; when not, the cause must be mended first.</param>
public sealed record Refusal(string Guard, string Message, bool MayBeApproved);
