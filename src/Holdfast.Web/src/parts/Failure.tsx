import { Button } from "@mantine/core";
import { IconAlertTriangle, IconFileUnknown, IconLock, IconPlugConnectedX, type Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Problem, sentence, Unreachable } from "../api/problem";
import { Notice } from "./Notice";

interface Props {
  readonly error: unknown;
  readonly again?: () => void;
}

/** Says what went wrong where something should stand, in words that help. */
export function Failure({ error, again }: Props): ReactNode {
  const { icon, title, text } = words(error);
  return (
    <div role="alert">
      <Notice
        icon={icon}
        title={title}
        tone={error instanceof Problem && error.status < 500 ? "warn" : "bad"}
        action={
          again !== undefined && (
            <Button variant="default" onClick={again}>
              Try again
            </Button>
          )
        }
      >
        {text}
      </Notice>
    </div>
  );
}

function words(error: unknown): { icon: Icon; title: string; text: string } {
  if (error instanceof Unreachable) return { icon: IconPlugConnectedX, title: "Holdfast does not answer", text: "It may be starting, or stopped. This page goes on by itself when it is back." };
  if (error instanceof Problem && error.status === 403) return { icon: IconLock, title: "You may not see this", text: error.detail || "Your account's role does not allow it. An administrator can change that." };
  if (error instanceof Problem && error.status === 404) return { icon: IconFileUnknown, title: "There is no such thing", text: error.detail || "It may have been removed since." };
  return { icon: IconAlertTriangle, title: "This could not be shown", text: sentence(error) };
}
