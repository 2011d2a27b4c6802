using System.Text.Json.Serialization;
using Holdfast.Contracts.Commands;

namespace Holdfast.Contracts.Api;

/// <summary>How what the API takes and gives is written as JSON: names in snake case, what is null left out.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Overview))]
[JsonSerializable(typeof(JobDetail))]
[JsonSerializable(typeof(Listing<JobDetail>))]
[JsonSerializable(typeof(Listing<DayRow>))]
[JsonSerializable(typeof(Listing<RunRow>))]
[JsonSerializable(typeof(Listing<OperationRow>))]
[JsonSerializable(typeof(RunDetail))]
[JsonSerializable(typeof(RunAccepted))]
[JsonSerializable(typeof(Approval))]
[JsonSerializable(typeof(SignIn))]
[JsonSerializable(typeof(Identity))]
[JsonSerializable(typeof(SetupState))]
[JsonSerializable(typeof(Setup))]
[JsonSerializable(typeof(Liveness))]
[JsonSerializable(typeof(SyncState))]
public sealed partial class ApiJson : JsonSerializerContext;
