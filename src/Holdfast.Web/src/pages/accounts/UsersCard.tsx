import { IconUserPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { User } from "../../api/model";
import { usePerson } from "../../api/session";
import { ActButton } from "../../parts/ActButton";
import { Ago } from "../../parts/Ago";
import { Answer } from "../../parts/Answer";
import { Card } from "../../parts/Card";
import layout from "../../parts/layout.module.css";
import { Table, type Column } from "../../parts/Table";
import { RemoveUserWindow } from "./RemoveUserWindow";
import { UserWindow } from "./UserWindow";

type Wish = { what: "add" } | { what: "change" | "remove"; user: User };

/** The accounts of people. */
export function UsersCard(): ReactNode {
  const [wish, setWish] = useState<Wish>();
  const users = useQuery({ queryKey: ["users"], queryFn: ({ signal }) => holdfast.users.list(signal) });
  const close = (): void => setWish(undefined);
  return (
    <Card
      title="People"
      isFull
      beside={
        <ActButton needs="admin" size="xs" leftSection={<IconUserPlus size={16} />} onClick={() => setWish({ what: "add" })}>
          Add an account
        </ActButton>
      }
    >
      <Answer of={users} what="the accounts">
        {({ items }) => <UserTable users={items} wish={setWish} />}
      </Answer>
      {wish?.what === "add" && <UserWindow close={close} />}
      {wish?.what === "change" && <UserWindow user={wish.user} close={close} />}
      {wish?.what === "remove" && <RemoveUserWindow user={wish.user} close={close} />}
    </Card>
  );
}

interface TableProps {
  readonly users: readonly User[];
  readonly wish: (wish: Wish) => void;
}

function UserTable({ users, wish }: TableProps): ReactNode {
  const self = usePerson().name;
  const columns: Column<User>[] = [
    {
      name: "Name",
      cell: (user) => (
        <>
          <strong>{user.name}</strong>
          {user.name === self && <span className={layout.faint}> (you)</span>}
        </>
      ),
    },
    { name: "Role", cell: (user) => user.role },
    { name: "Made", cell: (user) => <Ago at={user.created} /> },
    { name: "Changed", cell: (user) => <Ago at={user.changed} /> },
    {
      name: "Actions",
      kind: "tight",
      cell: (user) => (
        <div className={layout.tight}>
          <ActButton needs="admin" size="xs" about={user.name} onClick={() => wish({ what: "change", user })}>
            Change
          </ActButton>
          {user.name !== self && (
            <ActButton needs="admin" size="xs" about={user.name} onClick={() => wish({ what: "remove", user })}>
              Remove
            </ActButton>
          )}
        </div>
      ),
    },
  ];
  return <Table label="Accounts of people" columns={columns} rows={users} rowKey={(user) => user.name} />;
}
