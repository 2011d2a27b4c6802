import type { FileRestore, Role } from "./model";
import { answer, api } from "./request";
import type { paths } from "./schema";

type Signal = AbortSignal;

interface Paging {
  readonly limit?: number;
  readonly after?: string | undefined;
}

export type JobAction = "start" | "stop" | "pause" | "resume" | "run" | "plan";

/** Every question and command of the API that the dashboard uses. */
export const holdfast = {
  session: {
    get: (signal: Signal) => answer(api.GET("/api/v1/session", { signal })),
    begin: (username: string, password: string) => answer(api.POST("/api/v1/session", { body: { username, password } })),
    end: () => answer(api.DELETE("/api/v1/session")),
  },
  setup: {
    get: (signal: Signal) => answer(api.GET("/api/v1/setup", { signal })),
    finish: (code: string, username: string, password: string) => answer(api.POST("/api/v1/setup", { body: { code, username, password } })),
  },
  status: (signal: Signal) => answer(api.GET("/api/v1/status", { signal })),
  stats: (days: number, signal: Signal) => answer(api.GET("/api/v1/stats", { params: { query: { days } }, signal })),
  jobs: {
    list: (signal: Signal) => answer(api.GET("/api/v1/jobs", { signal })),
    get: (job: string, signal: Signal) => answer(api.GET("/api/v1/jobs/{job}", { params: { path: { job } }, signal })),
    run: (job: string) => answer(api.POST("/api/v1/jobs/{job}/run", { params: { path: { job } } })),
    plan: (job: string) => answer(api.POST("/api/v1/jobs/{job}/plan", { params: { path: { job } } })),
    turn: (job: string, action: "start" | "stop" | "pause" | "resume") => answer(api.POST(`/api/v1/jobs/{job}/${action}`, { params: { path: { job } } })),
  },
  runs: {
    list: (query: Paging & { job?: string; state?: string }, signal: Signal) => answer(api.GET("/api/v1/runs", { params: { query }, signal })),
    get: (id: string, signal: Signal) => answer(api.GET("/api/v1/runs/{id}", { params: { path: { id } }, signal })),
    estimate: (id: string, signal: Signal) => answer(api.GET("/api/v1/runs/{id}/estimate", { params: { path: { id } }, signal })),
    operations: (id: string, query: Paging & { q?: string; outcome?: string; kind?: string }, signal: Signal) => answer(api.GET("/api/v1/runs/{id}/operations", { params: { path: { id }, query }, signal })),
    log: (id: string, query: Paging, signal: Signal) => answer(api.GET("/api/v1/runs/{id}/log", { params: { path: { id }, query }, signal })),
    approve: (id: string, digest: string) => answer(api.POST("/api/v1/runs/{id}/approve", { params: { path: { id } }, body: { digest } })),
    restore: (id: string, isDry: boolean) => answer(api.POST("/api/v1/runs/{id}/restore", { params: { path: { id } }, body: { dry_run: isDry, force: false } })),
  },
  stores: {
    list: (signal: Signal) => answer(api.GET("/api/v1/stores", { signal })),
    test: (name: string) => answer(api.POST("/api/v1/stores/{name}/test", { params: { path: { name } } })),
    connect: (name: string) => answer(api.POST("/api/v1/stores/{name}/connect", { params: { path: { name } } })),
    finishConnect: (name: string, address: string) => answer(api.POST("/api/v1/stores/{name}/connect/finish", { params: { path: { name } }, body: { address } })),
  },
  findings: {
    list: (query: Paging & { job?: string; severity?: string; state?: string }, signal: Signal) => answer(api.GET("/api/v1/findings", { params: { query }, signal })),
    acknowledge: (id: number, note: string) => answer(api.POST("/api/v1/findings/{id}/acknowledge", { params: { path: { id } }, body: note === "" ? {} : { note } })),
    snooze: (id: number, until: string) => answer(api.POST("/api/v1/findings/{id}/snooze", { params: { path: { id } }, body: { until } })),
    reopen: (id: number) => answer(api.POST("/api/v1/findings/{id}/reopen", { params: { path: { id } } })),
  },
  events: (query: Paging & { name?: string; job?: string }, signal: Signal) => answer(api.GET("/api/v1/events", { params: { query }, signal })),
  files: {
    search: (query: Paging & { q?: string; store?: string; state?: string }, signal: Signal) => answer(api.GET("/api/v1/files", { params: { query }, signal })),
    explain: (query: { store: string; path?: string; path_b64?: string }, signal: Signal) => answer(api.GET("/api/v1/files/explain", { params: { query }, signal })),
    restore: (what: FileRestore) => answer(api.POST("/api/v1/files/restore", { body: what })),
  },
  logs: (query: Paging & { q?: string; level?: string }, signal: Signal) => answer(api.GET("/api/v1/logs", { params: { query }, signal })),
  reports: {
    list: (signal: Signal) => answer(api.GET("/api/v1/reports", { signal })),
    read: (name: string, signal: Signal) => answer(api.GET("/api/v1/reports/{name}", { params: { path: { name } }, parseAs: "text", signal })),
    address: (name: string) => `/api/v1/reports/${encodeURIComponent(name)}`,
    make: () => answer(api.POST("/api/v1/reports")),
  },
  notifications: {
    list: (signal: Signal) => answer(api.GET("/api/v1/notifications", { signal })),
    test: (channel: string) => answer(api.POST("/api/v1/notifications/test", { body: { channel } })),
  },
  settings: {
    effective: (signal: Signal) => answer(api.GET("/api/v1/settings", { signal })),
    text: (signal: Signal) => answer(api.GET("/api/v1/settings/text", { signal })),
    validate: (text: string, signal: Signal) => answer(api.POST("/api/v1/settings/validate", { body: { text }, signal })),
    save: (text: string, wasDigest: string) => answer(api.PUT("/api/v1/settings", { body: { text, was_digest: wasDigest } })),
  },
  users: {
    list: (signal: Signal) => answer(api.GET("/api/v1/users", { signal })),
    add: (name: string, role: Role, password: string) => answer(api.POST("/api/v1/users", { body: { name, role, password } })),
    change: (name: string, what: { role?: Role; password?: string }) => answer(api.PATCH("/api/v1/users/{name}", { params: { path: { name } }, body: what })),
    remove: (name: string) => answer(api.DELETE("/api/v1/users/{name}", { params: { path: { name } } })),
  },
  tokens: {
    list: (signal: Signal) => answer(api.GET("/api/v1/tokens", { signal })),
    add: (name: string, role: Role, expires: string | undefined) => answer(api.POST("/api/v1/tokens", { body: expires === undefined ? { name, role } : { name, role, expires } })),
    remove: (id: string) => answer(api.DELETE("/api/v1/tokens/{id}", { params: { path: { id } } })),
  },
  audit: (query: Paging, signal: Signal) => answer(api.GET("/api/v1/audit", { params: { query }, signal })),
  stream: "/api/v1/events/stream" satisfies keyof paths,
  supportBundle: "/api/v1/support-bundle" satisfies keyof paths,
};
