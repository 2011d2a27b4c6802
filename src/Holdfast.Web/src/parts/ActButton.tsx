import { Button, Tooltip, VisuallyHidden, type ButtonProps } from "@mantine/core";
import type { ReactNode } from "react";
import type { Role } from "../api/model";
import { useMay } from "../api/session";

interface Props extends ButtonProps {
  readonly needs: Role;
  readonly onClick: () => void;
  /** What it is done to, for those who hear the button without what stands around it. */
  readonly about?: string;
  readonly children: ReactNode;
}

/** A button for those whose role allows what it does; others see that it is there, and why they cannot press it. */
export function ActButton({ needs, about, children, onClick, ...rest }: Props): ReactNode {
  const may = useMay(needs);
  const button = (
    <Button variant="default" {...rest} aria-disabled={!may || undefined} data-disabled={!may || undefined} onClick={may ? onClick : undefined}>
      {children}
      {about !== undefined && <VisuallyHidden> {about}</VisuallyHidden>}
    </Button>
  );
  return may ? button : <Tooltip label={`This needs the role ${needs}`}>{button}</Tooltip>;
}
