import { IconKey } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { Token } from "../../api/model";
import { ActButton } from "../../parts/ActButton";
import { Ago } from "../../parts/Ago";
import { Answer } from "../../parts/Answer";
import { Card } from "../../parts/Card";
import { Notice } from "../../parts/Notice";
import { Table, type Column } from "../../parts/Table";
import { RemoveTokenWindow } from "./RemoveTokenWindow";
import { TokenWindow } from "./TokenWindow";

/** The tokens of programs. */
export function TokensCard(): ReactNode {
  const [isAdding, setIsAdding] = useState(false);
  const [leaving, setLeaving] = useState<Token>();
  const tokens = useQuery({ queryKey: ["tokens"], queryFn: ({ signal }) => holdfast.tokens.list(signal) });
  const columns: Column<Token>[] = [
    { name: "Name", cell: (token) => <strong>{token.name}</strong> },
    { name: "Role", cell: (token) => token.role },
    { name: "Made", cell: (token) => <><Ago at={token.created} /> by {token.creator}</> },
    { name: "Ends", cell: (token) => <Ago at={token.expires} /> },
    { name: "Last used", cell: (token) => <Ago at={token.used} /> },
    {
      name: "Actions",
      kind: "tight",
      cell: (token) => (
        <ActButton needs="admin" size="xs" about={token.name} onClick={() => setLeaving(token)}>
          Withdraw
        </ActButton>
      ),
    },
  ];
  return (
    <Card
      title="Programs"
      isFull
      beside={
        <ActButton needs="admin" size="xs" leftSection={<IconKey size={16} />} onClick={() => setIsAdding(true)}>
          Make a token
        </ActButton>
      }
    >
      <Answer of={tokens} what="the tokens">
        {({ items }) =>
          items.length > 0 ? (
            <Table label="Tokens of programs" columns={columns} rows={items} rowKey={(token) => token.id} />
          ) : (
            <Notice icon={IconKey} title="No program has a token">
              A token lets a script or a monitor use the API, with a role of its own and without anybody's password.
            </Notice>
          )
        }
      </Answer>
      {isAdding && <TokenWindow close={() => setIsAdding(false)} />}
      {leaving !== undefined && <RemoveTokenWindow token={leaving} close={() => setLeaving(undefined)} />}
    </Card>
  );
}
