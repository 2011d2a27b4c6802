import { createContext, use } from "react";

export interface Toaster {
  readonly done: (message: string) => void;
  readonly problem: (error: unknown) => void;
}

export const ToastContext = createContext<Toaster | undefined>(undefined);

/** Tells how something that was asked for ended, in a corner of the page. */
export function useToast(): Toaster {
  const toaster = use(ToastContext);
  if (toaster === undefined) throw new Error("there is no board for toasts above");
  return toaster;
}
