import {
  IconActivity,
  IconApi,
  IconBell,
  IconClipboardText,
  IconDatabase,
  IconFileSearch,
  IconHistory,
  IconLayoutDashboard,
  IconListCheck,
  IconListDetails,
  IconRefresh,
  IconSettings,
  IconShieldCheck,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { NavLink } from "react-router";
import { holdfast } from "../api/holdfast";
import { useMay } from "../api/session";
import { Brand } from "./Brand";
import { Footing } from "./Footing";
import css from "./Navigation.module.css";

interface Place {
  readonly to: string;
  readonly label: string;
  readonly icon: Icon;
  readonly count?: number | undefined;
}

/** The way to every page, in groups: the data, what happened, and Holdfast itself. */
export function Navigation(): ReactNode {
  const status = useQuery({ queryKey: ["status"], queryFn: ({ signal }) => holdfast.status(signal) });
  const isAdmin = useMay("admin");
  const open = status.data === undefined ? undefined : status.data.errors + status.data.warnings;
  return (
    <div className={css.column}>
      <div className={css.brand}>
        <Brand />
      </div>
      <nav aria-label="Pages">
        <Places
          places={[
            { to: "/", label: "Overview", icon: IconLayoutDashboard },
            { to: "/jobs", label: "Jobs", icon: IconRefresh },
            { to: "/files", label: "Files", icon: IconFileSearch },
            { to: "/stores", label: "Stores", icon: IconDatabase },
          ]}
        />
        <Places
          title="What happened"
          places={[
            { to: "/findings", label: "Findings", icon: IconShieldCheck, count: open },
            { to: "/runs", label: "Runs", icon: IconHistory },
            { to: "/events", label: "Events", icon: IconActivity },
            { to: "/logs", label: "Logs", icon: IconListDetails },
            { to: "/reports", label: "Reports", icon: IconClipboardText },
          ]}
        />
        <Places
          title="Holdfast"
          places={[
            { to: "/notifications", label: "Notifications", icon: IconBell },
            { to: "/settings", label: "Settings", icon: IconSettings },
            ...(isAdmin ? [{ to: "/accounts", label: "Accounts", icon: IconUsers }, { to: "/audit", label: "Audit", icon: IconListCheck }] : []),
            { to: "/api", label: "API", icon: IconApi },
          ]}
        />
      </nav>
      <Footing />
    </div>
  );
}

function Places({ title, places }: { readonly title?: string; readonly places: readonly Place[] }): ReactNode {
  return (
    <>
      {title !== undefined && <h2 className={css.title}>{title}</h2>}
      <ul className={css.list}>
        {places.map(({ to, label, icon: Sign, count }) => (
          <li key={to}>
            <NavLink to={to} end={to === "/"} className={css.place ?? ""}>
              <Sign size={19} stroke={1.7} aria-hidden />
              <span className={css.label}>{label}</span>
              {count !== undefined && count > 0 && (
                <span className={css.count}>
                  {count}
                  <span className={css.hidden}> open</span>
                </span>
              )}
            </NavLink>
          </li>
        ))}
      </ul>
    </>
  );
}
