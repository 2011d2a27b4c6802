import type { ReactNode } from "react";
import { Page } from "../../parts/Page";
import { TokensCard } from "./TokensCard";
import { UsersCard } from "./UsersCard";

/** Who may come in: people by password, programs by token. */
export default function AccountsPage(): ReactNode {
  return (
    <Page title="Accounts" lead="Who may come in: people by password, programs by token.">
      <UsersCard />
      <TokensCard />
    </Page>
  );
}
