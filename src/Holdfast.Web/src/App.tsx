import type { ReactNode } from "react";
import { PersonContext, useVisitor } from "./api/session";
import { FirstRunPage } from "./pages/entrance/FirstRunPage";
import { SignInPage } from "./pages/entrance/SignInPage";
import { Failure } from "./parts/Failure";
import { Waiting } from "./parts/Waiting";
import { Pages } from "./routes";
import { Shell } from "./shell/Shell";

/** The whole dashboard: who may not come in yet sees the entrance, everybody else the shell with a page in it. */
export function App(): ReactNode {
  const visitor = useVisitor();
  if (visitor.isPending) return <Waiting what="the dashboard" />;
  if (visitor.data === undefined) return <Failure error={visitor.error} again={() => void visitor.refetch()} />;
  if (visitor.data === "first") return <FirstRunPage />;
  if (visitor.data === "stranger") return <SignInPage />;
  return (
    <PersonContext value={visitor.data}>
      <Shell>
        <Pages />
      </Shell>
    </PersonContext>
  );
}
