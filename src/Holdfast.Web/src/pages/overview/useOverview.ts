import { useQuery } from "@tanstack/react-query";
import { holdfast } from "../../api/holdfast";

const every = 15_000;

/** How everything stands. Events bring what is newer; asking now and then anyway finds what no event tells, such as a disk that fills. */
export function useOverview() {
  return useQuery({ queryKey: ["status"], queryFn: ({ signal }) => holdfast.status(signal), refetchInterval: every });
}

/** The jobs, with how far those at work are. */
export function useJobs() {
  return useQuery({ queryKey: ["jobs"], queryFn: ({ signal }) => holdfast.jobs.list(signal), refetchInterval: every });
}
