import { TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import { ActButton } from "../../parts/ActButton";
import { RestoreWindow } from "../../parts/RestoreWindow";

interface Props {
  readonly store: string;
  readonly path: string;
  /** The bytes of a name that is not UTF-8. */
  readonly bytes: string | undefined;
}

/** Brings back what stood under a name: the newest version that is kept, or the one of a moment. */
export function FileRestore({ store, path, bytes }: Props): ReactNode {
  const [isOpen, window] = useDisclosure(false);
  const [moment, setMoment] = useState("");
  const name = bytes === undefined ? { path } : { path_b64: bytes };
  const at = moment === "" ? undefined : new Date(moment).toISOString();
  return (
    <>
      <ActButton needs="operator" leftSection={<IconArrowBackUp size={17} />} onClick={window.open}>
        Restore…
      </ActButton>
      {isOpen && (
        <RestoreWindow
          title={`Put ${path} back?`}
          id={`${store} ${bytes ?? path} ${at ?? ""}`}
          close={window.close}
          restore={(isDry) => holdfast.files.restore({ ...name, store, dry_run: isDry, force: false, ...(at !== undefined && { at }) })}
        >
          <TextInput type="datetime-local" label="As it stood at" description="Empty: the newest version that is kept." value={moment} onChange={(event) => setMoment(event.currentTarget.value)} mb="md" />
        </RestoreWindow>
      )}
    </>
  );
}
