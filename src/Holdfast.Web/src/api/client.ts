import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { Problem, Unreachable } from "./problem";
import { sessionKey } from "./session";

/** The cache of answers. An answer 401 means that the session has ended, wherever it comes from. */
export function makeClient(): QueryClient {
  const onError = (error: unknown): void => {
    if (error instanceof Problem && error.status === 401) void client.invalidateQueries({ queryKey: sessionKey });
  };
  const client = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5000,
        // What the daemon refuses it would refuse again; what did not reach it is worth another try.
        retry: (failures, error) => error instanceof Unreachable && failures < 2,
        refetchOnWindowFocus: true,
      },
      mutations: { retry: false },
    },
  });
  return client;
}
