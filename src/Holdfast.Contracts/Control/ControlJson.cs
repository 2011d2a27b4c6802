using System.Text.Json.Serialization;
using Holdfast.Contracts.Status;

namespace Holdfast.Contracts.Control;

/// <summary>How commands and what they tell are written as JSON: names in snake case, what is null left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ControlRequest))]
[JsonSerializable(typeof(ControlEvent))]
[JsonSerializable(typeof(JobStatus))]
[JsonSerializable(typeof(IReadOnlyList<JobStatus>))]
public sealed partial class ControlJson : JsonSerializerContext;
