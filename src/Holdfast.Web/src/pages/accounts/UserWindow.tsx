import { PasswordInput, TextInput } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { Role, User } from "../../api/model";
import { Confirm } from "../../parts/Confirm";
import layout from "../../parts/layout.module.css";
import { useAct } from "../../parts/useAct";
import { RoleChoice } from "./RoleChoice";

const shortest = 12;

interface Props {
  /** Whose account is changed; a new one is made without. */
  readonly user?: User;
  readonly close: () => void;
}

/** Makes an account, or changes the role or the password of one. */
export function UserWindow({ user, close }: Props): ReactNode {
  const [name, setName] = useState(user?.name ?? "");
  const [role, setRole] = useState<Role>((user?.role ?? "viewer") as Role);
  const [password, setPassword] = useState("");
  const isLong = password.length >= shortest;
  const act = useAct({
    act: () => (user === undefined ? holdfast.users.add(name, role, password) : holdfast.users.change(user.name, { ...(role !== user.role && { role }), ...(password !== "" && { password }) })),
    done: () => (user === undefined ? `${name} can sign in now.` : `${user.name} is changed.`),
    changes: ["users", "audit"],
    then: close,
  });
  const isReady = user === undefined ? name !== "" && isLong : (role !== user.role || password !== "") && (password === "" || isLong);
  return (
    <Confirm title={user === undefined ? "Add an account" : `Change ${user.name}`} isOpen close={close} yes={user === undefined ? "Add" : "Change"} isBusy={act.isPending} isBlocked={!isReady} onYes={() => act.mutate()}>
      <div className={layout.stack}>
        {user === undefined && <TextInput label="Name" data-autofocus autoComplete="off" value={name} onChange={(event) => setName(event.currentTarget.value)} />}
        <RoleChoice value={role} onChange={setRole} />
        <PasswordInput
          label={user === undefined ? "Password" : "New password"}
          description={user === undefined ? `At least ${shortest} characters.` : "Empty: it stays as it is. A new one signs the account out everywhere."}
          autoComplete="new-password"
          value={password}
          error={password !== "" && !isLong && `${shortest - password.length} more characters`}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": "Show or hide the password" }}
        />
      </div>
    </Confirm>
  );
}
