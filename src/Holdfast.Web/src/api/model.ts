import type { Plain } from "./plain";
import type { components } from "./schema";

type Schemas = components["schemas"];

export type AuditEntry = Plain<Schemas["AuditRow"]>;
export type Channel = Plain<Schemas["ChannelRow"]>;
export type ChannelTest = Plain<Schemas["ChannelTest"]>;
export type Check = Plain<Schemas["CheckRow"]>;
export type Copy = Plain<Schemas["CopyRow"]>;
export type Day = Plain<Schemas["DayRow"]>;
export type Decision = Plain<Schemas["DecisionRow"]>;
export type Estimate = Plain<Schemas["EstimateRow"]>;
export type EventRecord = Plain<Schemas["EventRecord"]>;
export type FileRow = Plain<Schemas["FileRow"]>;
export type FileRestore = Plain<Schemas["FileRestore"]>;
export type Finding = Plain<Schemas["FindingRow"]>;
export type Identity = Plain<Schemas["Identity"]>;
export type Job = Plain<Schemas["JobDetail"]>;
export type JobStatus = Plain<Schemas["JobStatus"]>;
export type LogLine = Plain<Schemas["LogRow"]>;
export type Operation = Plain<Schemas["OperationRow"]>;
export type Overview = Plain<Schemas["Overview"]>;
export type JobCopy = Plain<Schemas["CopyStatus"]>;
export type Progress = Plain<Schemas["ProgressRow"]>;
export type RestoreAnswer = Plain<Schemas["RestoreAnswer"]>;
export type Run = Plain<Schemas["RunRow"]>;
export type RunAccepted = Plain<Schemas["RunAccepted"]>;
export type SettingsProblem = Plain<Schemas["SettingsProblem"]>;
export type SettingsText = Plain<Schemas["SettingsText"]>;
export type StoreDetail = Plain<Schemas["StoreDetail"]>;
export type StoreRow = Plain<Schemas["StoreRow"]>;
export type StoreTest = Plain<Schemas["StoreTest"]>;
export type Tally = Plain<Schemas["TallyRow"]>;
export type Token = Plain<Schemas["TokenRow"]>;
export type User = Plain<Schemas["UserRow"]>;

/** What somebody may do; every role may what those before it may. */
export type Role = "viewer" | "operator" | "admin";

/** A piece of a list. */
export interface Listing<T> {
  readonly items: readonly T[];
  readonly next?: string;
}
