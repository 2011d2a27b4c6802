using System.Text.Json.Serialization;

namespace Holdfast.Contracts.Commands;

/// <summary>Values of the member <c>type</c>, by which rows are told apart.</summary>
public static class RowTypes
{
    /// <summary>A <see cref="RunRow"/>.</summary>
    public const string Run = "run";

    /// <summary>An <see cref="OperationRow"/>.</summary>
    public const string Operation = "operation";

    /// <summary>An <see cref="EstimateRow"/>.</summary>
    public const string Estimate = "estimate";

    /// <summary>A <see cref="FindingRow"/>.</summary>
    public const string Finding = "finding";

    /// <summary>A <see cref="CheckRow"/>.</summary>
    public const string Check = "check";

    /// <summary>A <see cref="StatusRow"/>.</summary>
    public const string Status = "status";

    /// <summary>A <see cref="DecisionRow"/>.</summary>
    public const string Decision = "decision";

    /// <summary>A <see cref="CopyRow"/>.</summary>
    public const string Copy = "copy";

    /// <summary>A <see cref="ReportRow"/>.</summary>
    public const string Report = "report";

    /// <summary>A <see cref="UserRow"/>.</summary>
    public const string User = "user";

    /// <summary>A <see cref="TokenRow"/>.</summary>
    public const string Token = "token";

    /// <summary>A <see cref="SignInRow"/>.</summary>
    public const string SignIn = "sign_in";

    /// <summary>An <see cref="Events.EventRecord"/>.</summary>
    public const string Event = "event";
}

/// <summary>How rows are written as JSON: names in snake case, what is null left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunRow))]
[JsonSerializable(typeof(OperationRow))]
[JsonSerializable(typeof(EstimateRow))]
[JsonSerializable(typeof(FindingRow))]
[JsonSerializable(typeof(CheckRow))]
[JsonSerializable(typeof(StatusRow))]
[JsonSerializable(typeof(DecisionRow))]
[JsonSerializable(typeof(CopyRow))]
[JsonSerializable(typeof(LogRow))]
[JsonSerializable(typeof(ReportRow))]
[JsonSerializable(typeof(ProgressRow))]
[JsonSerializable(typeof(UserRow))]
[JsonSerializable(typeof(TokenRow))]
[JsonSerializable(typeof(SignInRow))]
public sealed partial class RowJson : JsonSerializerContext;
