import { lazy, Suspense, type ReactNode } from "react";
import { Route, Routes } from "react-router";
import { OverviewPage } from "./pages/overview/OverviewPage";
import { NotFoundPage } from "./pages/NotFoundPage";
import { Waiting } from "./parts/Waiting";

const JobsPage = lazy(() => import("./pages/jobs/JobsPage"));
const JobPage = lazy(() => import("./pages/jobs/JobPage"));
const RunsPage = lazy(() => import("./pages/runs/RunsPage"));
const RunPage = lazy(() => import("./pages/runs/RunPage"));
const FilesPage = lazy(() => import("./pages/files/FilesPage"));
const FilePage = lazy(() => import("./pages/files/FilePage"));
const StoresPage = lazy(() => import("./pages/stores/StoresPage"));
const FindingsPage = lazy(() => import("./pages/findings/FindingsPage"));
const EventsPage = lazy(() => import("./pages/events/EventsPage"));
const LogsPage = lazy(() => import("./pages/logs/LogsPage"));
const ReportsPage = lazy(() => import("./pages/reports/ReportsPage"));
const NotificationsPage = lazy(() => import("./pages/notifications/NotificationsPage"));
const SettingsPage = lazy(() => import("./pages/settings/SettingsPage"));
const AccountsPage = lazy(() => import("./pages/accounts/AccountsPage"));
const AuditPage = lazy(() => import("./pages/audit/AuditPage"));
const ReferencePage = lazy(() => import("./pages/reference/ReferencePage"));

/** Which page stands at which address. The overview comes with the first load, every other page when it is opened. */
export function Pages(): ReactNode {
  return (
    <Suspense fallback={<Waiting what="the page" />}>
      <Routes>
        <Route index element={<OverviewPage />} />
        <Route path="jobs" element={<JobsPage />} />
        <Route path="jobs/:job" element={<JobPage />} />
        <Route path="runs" element={<RunsPage />} />
        <Route path="runs/:run" element={<RunPage />} />
        <Route path="files" element={<FilesPage />} />
        <Route path="files/:store" element={<FilePage />} />
        <Route path="stores" element={<StoresPage />} />
        <Route path="findings" element={<FindingsPage />} />
        <Route path="events" element={<EventsPage />} />
        <Route path="logs" element={<LogsPage />} />
        <Route path="reports" element={<ReportsPage />} />
        <Route path="reports/:report" element={<ReportsPage />} />
        <Route path="notifications" element={<NotificationsPage />} />
        <Route path="settings" element={<SettingsPage />} />
        <Route path="accounts" element={<AccountsPage />} />
        <Route path="audit" element={<AuditPage />} />
        <Route path="api" element={<ReferencePage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Routes>
    </Suspense>
  );
}
