import { ActionIcon } from "@mantine/core";
import { IconMenu2, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Brand } from "./Brand";
import css from "./TopBar.module.css";

interface Props {
  readonly isOpen: boolean;
  readonly toggle: () => void;
}

/** The bar of narrow screens, with the button that opens the navigation. */
export function TopBar({ isOpen, toggle }: Props): ReactNode {
  return (
    <header className={css.bar}>
      <ActionIcon variant="subtle" color="gray" size="lg" onClick={toggle} aria-expanded={isOpen} aria-controls="navigation" aria-label={isOpen ? "Close the navigation" : "Open the navigation"}>
        {isOpen ? <IconX size={22} /> : <IconMenu2 size={22} />}
      </ActionIcon>
      <Brand />
    </header>
  );
}
