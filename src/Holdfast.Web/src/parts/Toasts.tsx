import { CloseButton } from "@mantine/core";
import { IconAlertTriangle, IconCheck } from "@tabler/icons-react";
import { useMemo, useReducer, useRef, type ReactNode } from "react";
import { sentence } from "../api/problem";
import { ToastContext, type Toaster } from "./toast";
import css from "./Toasts.module.css";

interface Toast {
  readonly id: number;
  readonly message: string;
  readonly isProblem: boolean;
}

type Change = { add: Toast } | { remove: number };

const shownFor = 6000;
const most = 4;

/** Where toasts are shown, and said to those who listen. A problem stays until it is closed. */
export function ToastBoard({ children }: { readonly children: ReactNode }): ReactNode {
  const [toasts, change] = useReducer(reduce, []);
  const next = useRef(1);
  const toaster = useMemo<Toaster>(() => {
    const show = (message: string, isProblem: boolean): void => {
      const id = next.current++;
      change({ add: { id, message, isProblem } });
      if (!isProblem) setTimeout(() => change({ remove: id }), shownFor);
    };
    return { done: (message) => show(message, false), problem: (error) => show(sentence(error), true) };
  }, []);
  return (
    <ToastContext value={toaster}>
      {children}
      <div className={css.board} role="region" aria-label="Messages" aria-live="polite">
        {toasts.map((toast) => (
          <div key={toast.id} className={css.toast} data-problem={toast.isProblem || undefined}>
            {toast.isProblem ? <IconAlertTriangle size={20} aria-hidden /> : <IconCheck size={20} aria-hidden />}
            <p>{toast.message}</p>
            <CloseButton aria-label="Close the message" size="sm" onClick={() => change({ remove: toast.id })} />
          </div>
        ))}
      </div>
    </ToastContext>
  );
}

function reduce(toasts: readonly Toast[], change: Change): readonly Toast[] {
  return "add" in change ? [...toasts, change.add].slice(-most) : toasts.filter((toast) => toast.id !== change.remove);
}
