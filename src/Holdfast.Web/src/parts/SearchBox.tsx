import { TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly className?: string | undefined;
}

const wait = 250;

/** Words to look for; they count when one stops typing. */
export function SearchBox({ label, placeholder, value, onChange, className }: Props): ReactNode {
  const [text, setText] = useState(value);
  const tell = useDebouncedCallback(onChange, wait);
  return (
    <TextInput
      {...(className !== undefined && { className })}
      type="search"
      label={label}
      placeholder={placeholder}
      leftSection={<IconSearch size={17} aria-hidden />}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        tell(event.currentTarget.value);
      }}
    />
  );
}
