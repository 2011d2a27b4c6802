import { NativeSelect } from "@mantine/core";
import type { ReactNode } from "react";
import type { Role } from "../../api/model";

const roles: readonly { value: Role; label: string }[] = [
  { value: "viewer", label: "viewer: sees everything but secrets" },
  { value: "operator", label: "operator: runs, approves, restores" },
  { value: "admin", label: "admin: changes settings and accounts" },
];

interface Props {
  readonly value: Role;
  readonly onChange: (role: Role) => void;
}

/** What somebody may do. */
export function RoleChoice({ value, onChange }: Props): ReactNode {
  return <NativeSelect label="Role" value={value} onChange={(event) => onChange(event.currentTarget.value as Role)} data={[...roles]} />;
}
