import { Tabs } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import { useMay } from "../../api/session";
import { Answer } from "../../parts/Answer";
import { Card } from "../../parts/Card";
import { Page } from "../../parts/Page";
import { useWords } from "../../parts/useWords";
import { EffectiveSettings } from "./EffectiveSettings";
import { SettingsEditor } from "./SettingsEditor";

/** The configuration: what holds and where that was said, and the file, to be changed. */
export default function SettingsPage(): ReactNode {
  const [word, setWord] = useWords();
  const isAdmin = useMay("admin");
  const shown = word("show") === "file" && isAdmin ? "file" : "effective";
  return (
    <Page title="Settings" lead="What holds, where it was said, and the file that says it.">
      <Card isFull>
        <Tabs value={shown} onChange={(value) => setWord("show", value === "file" ? "file" : "")} keepMounted={false}>
          <Tabs.List px="md" pt={4}>
            <Tabs.Tab value="effective">What holds</Tabs.Tab>
            {isAdmin && <Tabs.Tab value="file">The file</Tabs.Tab>}
          </Tabs.List>
          <Tabs.Panel value="effective">
            <EffectiveSettings />
          </Tabs.Panel>
          <Tabs.Panel value="file">
            <SettingsFile />
          </Tabs.Panel>
        </Tabs>
      </Card>
    </Page>
  );
}

function SettingsFile(): ReactNode {
  const file = useQuery({ queryKey: ["settings", "text"], queryFn: ({ signal }) => holdfast.settings.text(signal), staleTime: Infinity });
  return (
    <Answer of={file} what="the file" lines={12}>
      {(text) => <SettingsEditor key={text.digest} file={text} />}
    </Answer>
  );
}
