import { useSearchParams } from "react-router";

/** What is looked for, kept in the address, so that it can be sent to somebody and survives going back. */
export function useWords(): [get: (name: string) => string, set: (name: string, value: string) => void] {
  const [words, setWords] = useSearchParams();
  const set = (name: string, value: string): void => {
    setWords(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === "") after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  };
  return [(name) => words.get(name) ?? "", set];
}
