using System.Text.Json.Serialization;

namespace Holdfast.Contracts.Events;

/// <summary>How events and their data are written as JSON: names in snake case. In data every field is there, whatever its value.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(EventRecord))]
[JsonSerializable(typeof(RunStartedData))]
[JsonSerializable(typeof(SyncCompletedData))]
[JsonSerializable(typeof(SyncFailedData))]
[JsonSerializable(typeof(RunCancelledData))]
[JsonSerializable(typeof(GuardRefusedData))]
[JsonSerializable(typeof(RunApprovedData))]
[JsonSerializable(typeof(RestoredData))]
[JsonSerializable(typeof(JobStateChangedData))]
[JsonSerializable(typeof(JobLateData))]
[JsonSerializable(typeof(JobOnTimeData))]
[JsonSerializable(typeof(JobRestartedData))]
[JsonSerializable(typeof(StoreUnavailableData))]
[JsonSerializable(typeof(StoreAvailableData))]
[JsonSerializable(typeof(DiskThresholdData))]
[JsonSerializable(typeof(AuthData))]
[JsonSerializable(typeof(FindingsData))]
[JsonSerializable(typeof(FindingMarkedData))]
[JsonSerializable(typeof(HookData))]
[JsonSerializable(typeof(NotificationData))]
[JsonSerializable(typeof(DaemonStartedData))]
[JsonSerializable(typeof(DaemonStoppedData))]
public sealed partial class EventJson : JsonSerializerContext;
