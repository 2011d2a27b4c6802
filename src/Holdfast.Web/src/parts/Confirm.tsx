import { Button, Group, Modal } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  readonly title: string;
  readonly isOpen: boolean;
  readonly close: () => void;
  readonly yes: string;
  readonly onYes: () => void;
  readonly isBusy?: boolean;
  readonly isDangerous?: boolean;
  readonly isBlocked?: boolean;
  readonly children: ReactNode;
  readonly size?: string;
}

/** Asks before something is done. */
export function Confirm({ title, isOpen, close, yes, onYes, isBusy = false, isDangerous = false, isBlocked = false, children, size = "md" }: Props): ReactNode {
  return (
    <Modal opened={isOpen} onClose={close} title={title} size={size} centered closeButtonProps={{ "aria-label": "Close" }}>
      {children}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button color={isDangerous ? "red.9" : "tide"} loading={isBusy} disabled={isBlocked} onClick={onYes}>
          {yes}
        </Button>
      </Group>
    </Modal>
  );
}
