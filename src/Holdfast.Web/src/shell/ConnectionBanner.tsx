import { IconPlugConnectedX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, type ReactNode } from "react";
import { connection, useConnection } from "../api/connection";
import { timeOfDay } from "../words/times";
import css from "./ConnectionBanner.module.css";

const every = 2000;

/** Says that the daemon is gone while it is, looks for it, and takes everything up again when it is back. */
export function ConnectionBanner(): ReactNode {
  const { lostSince } = useConnection();
  const client = useQueryClient();
  const isLost = lostSince !== undefined;
  useEffect(() => {
    if (!isLost) return undefined;
    const timer = setInterval(() => void knock(), every);
    return () => {
      clearInterval(timer);
      void client.invalidateQueries();
    };
  }, [isLost, client]);
  return (
    <div role="status" aria-live="polite">
      {lostSince !== undefined && (
        <div className={css.banner}>
          <IconPlugConnectedX size={20} aria-hidden />
          <span>
            <strong>Holdfast does not answer.</strong> What you see is from {timeOfDay(lostSince)}. It is looked for all the time, and this page goes on by itself.
          </span>
        </div>
      )}
    </div>
  );
}

async function knock(): Promise<void> {
  try {
    await fetch("/api/health", { cache: "no-store" });
    connection.found();
  } catch {
    // Still gone: the next knock comes soon.
  }
}
