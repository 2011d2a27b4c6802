import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { Notice } from "../parts/Notice";
import { Page } from "../parts/Page";

/** Stands at every address that leads nowhere. */
export function NotFoundPage(): ReactNode {
  return (
    <Page title="Nothing is here">
      <Notice
        icon={IconMapOff}
        title="This address leads nowhere"
        action={
          <Button component={Link} to="/" variant="default">
            To the overview
          </Button>
        }
      >
        It may be from an older version, or mistyped.
      </Notice>
    </Page>
  );
}
