import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import { Problem, sentence } from "../../api/problem";
import { useEnter } from "../../api/session";
import { Entrance } from "./Entrance";
import css from "./Entrance.module.css";

/** Asks who it is. */
export function SignInPage(): ReactNode {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const enter = useEnter();
  const signIn = useMutation({ mutationFn: () => holdfast.session.begin(name, password), onSuccess: enter });
  return (
    <Entrance title="Sign in" lead="Holdfast keeps every copy of your data where it should be.">
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          signIn.mutate();
        }}
      >
        {signIn.isError && (
          <p className={css.problem} role="alert">
            {words(signIn.error)}
          </p>
        )}
        <TextInput label="Name" autoComplete="username" autoFocus required withAsterisk={false} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <PasswordInput label="Password" autoComplete="current-password" required withAsterisk={false} value={password} onChange={(event) => setPassword(event.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": "Show or hide the password" }} />
        <Button type="submit" loading={signIn.isPending} size="md">
          Sign in
        </Button>
      </form>
    </Entrance>
  );
}

function words(error: Error): string {
  if (!(error instanceof Problem)) return sentence(error);
  if (error.status === 401) return "The name or the password is wrong.";
  if (error.retryAfter !== undefined) return `Too many tries. The next one is possible in ${error.retryAfter} seconds.`;
  return sentence(error);
}
