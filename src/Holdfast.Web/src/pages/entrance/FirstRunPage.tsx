import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { useLocation, useNavigate } from "react-router";
import { holdfast } from "../../api/holdfast";
import { sentence } from "../../api/problem";
import { useEnter } from "../../api/session";
import { Entrance } from "./Entrance";
import css from "./Entrance.module.css";

const shortest = 12;

/** Makes the first account. */
export function FirstRunPage(): ReactNode {
  // The address that the daemon tells has the code behind its '#': there no server and no log sees it.
  const [code, setCode] = useState(useLocation().hash.slice(1));
  const [name, setName] = useState("admin");
  const [password, setPassword] = useState("");
  const [again, setAgain] = useState("");
  const enter = useEnter();
  const navigate = useNavigate();
  const finish = useMutation({
    mutationFn: () => holdfast.setup.finish(code.trim(), name, password),
    onSuccess: (person) => {
      enter(person);
      void navigate("/", { replace: true });
    },
  });
  const isShort = password !== "" && password.length < shortest;
  const differs = again !== "" && again !== password;
  return (
    <Entrance title="Welcome to Holdfast" lead="Nobody has an account here yet. The first one is the administrator's, and can make others.">
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (password.length >= shortest && password === again) finish.mutate();
        }}
      >
        {finish.isError && (
          <p className={css.problem} role="alert">
            {sentence(finish.error)}
          </p>
        )}
        <TextInput
          label="Setup code"
          description="The daemon wrote it to its log, and to the file setup-code beside its records: whoever can read it owns this machine."
          autoComplete="off"
          autoFocus={code === ""}
          required withAsterisk={false}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
        <TextInput label="Name" autoComplete="username" required withAsterisk={false} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <PasswordInput
          label="Password"
          description={`At least ${shortest} characters; a few words make a good one.`}
          autoComplete="new-password"
          required withAsterisk={false}
          value={password}
          error={isShort && `${shortest - password.length} more characters`}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": "Show or hide the password" }}
        />
        <PasswordInput
          label="The password again"
          autoComplete="new-password"
          required withAsterisk={false}
          value={again}
          error={differs && "The two are not the same"}
          onChange={(event) => setAgain(event.currentTarget.value)}
          visibilityToggleButtonProps={{ "aria-label": "Show or hide the repeated password" }}
        />
        <Button type="submit" loading={finish.isPending} disabled={password.length < shortest || password !== again} size="md">
          Make the account
        </Button>
      </form>
    </Entrance>
  );
}
