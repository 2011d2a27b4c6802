import { Button, Code, CopyButton, Group, Modal, NativeSelect, Text, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import type { Role, Token } from "../../api/model";
import { Confirm } from "../../parts/Confirm";
import layout from "../../parts/layout.module.css";
import { useAct } from "../../parts/useAct";
import { RoleChoice } from "./RoleChoice";

const spans = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "a year" },
  { value: "", label: "no end" },
];

/** Makes a token, and shows it this once. */
export function TokenWindow({ close }: { readonly close: () => void }): ReactNode {
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [days, setDays] = useState("90");
  const act = useAct({ act: () => holdfast.tokens.add(name, role, endOf(days)), changes: ["tokens", "audit"] });
  if (act.data !== undefined) return <Shown made={act.data} close={close} />;
  return (
    <Confirm title="Make a token" isOpen close={close} yes="Make" isBusy={act.isPending} isBlocked={name === ""} onYes={() => act.mutate()}>
      <div className={layout.stack}>
        <TextInput label="Name" description="What uses it, such as the name of a script." data-autofocus autoComplete="off" value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <RoleChoice value={role} onChange={setRole} />
        <NativeSelect label="Holds for" value={days} onChange={(event) => setDays(event.currentTarget.value)} data={spans} />
      </div>
    </Confirm>
  );
}

function endOf(days: string): string | undefined {
  return days === "" ? undefined : new Date(Date.now() + Number(days) * 86_400_000).toISOString();
}

function Shown({ made, close }: { readonly made: Token; readonly close: () => void }): ReactNode {
  return (
    <Modal opened onClose={close} title={`The token ${made.name}`} centered closeOnClickOutside={false} closeButtonProps={{ "aria-label": "Close" }}>
      <Text mb="sm">Copy it now: it is shown this once, and Holdfast keeps only what it needs to know it again.</Text>
      <Code block aria-label="The token">
        {made.token ?? ""}
      </Code>
      <Group justify="flex-end" mt="lg">
        <CopyButton value={made.token ?? ""}>
          {({ copied, copy }) => (
            <Button variant="default" leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />} onClick={copy}>
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
        <Button onClick={close}>I have it</Button>
      </Group>
    </Modal>
  );
}
