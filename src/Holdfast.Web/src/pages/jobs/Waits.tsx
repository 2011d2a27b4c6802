import { Button } from "@mantine/core";
import { IconHandStop } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Job } from "../../api/model";
import css from "./Waits.module.css";

/** Says of a job that a guard refused a run of it, and leads to where somebody decides. */
export function Waits({ job }: { readonly job: Job }): ReactNode {
  return job.waiting.map((run) => (
    <div key={run.id} className={css.waits} role="note">
      <IconHandStop size={22} stroke={1.7} aria-hidden />
      <p>
        <strong>A run waits for you.</strong> {run.message}
      </p>
      <Button component={Link} to={`/runs/${encodeURIComponent(run.id)}`} size="xs" color="tide">
        Look and decide
      </Button>
    </div>
  ));
}
