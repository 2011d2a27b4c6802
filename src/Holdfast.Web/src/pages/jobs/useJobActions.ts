import { useNavigate } from "react-router";
import { holdfast, type JobAction } from "../../api/holdfast";
import { useAct } from "../../parts/useAct";

const words: Readonly<Record<JobAction, string>> = {
  start: "begins runs again",
  stop: "is stopped, and stays so until it is started",
  pause: "is paused; a run under way goes on to its end",
  resume: "goes on",
  run: "runs",
  plan: "is being planned; nothing is touched",
};

/** What can be done to a job. A plan that was made is shown. */
export function useJobActions(job: string) {
  const navigate = useNavigate();
  return useAct({
    act: (action: JobAction) => carryOut(job, action),
    done: (_, action) => `${job} ${words[action]}.`,
    changes: ["jobs", "status", "runs"],
    then: (run, action) => {
      if (action === "plan" && run !== undefined) void navigate(`/runs/${encodeURIComponent(run)}`);
    },
  });
}

// The run that comes of it, where one does.
async function carryOut(job: string, action: JobAction): Promise<string | undefined> {
  if (action === "run") return (await holdfast.jobs.run(job)).run;
  if (action === "plan") return (await holdfast.jobs.plan(job)).run;
  await holdfast.jobs.turn(job, action);
  return undefined;
}
