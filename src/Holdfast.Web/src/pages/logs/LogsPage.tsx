import { Switch } from "@mantine/core";
import { IconListSearch } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { holdfast } from "../../api/holdfast";
import { Card } from "../../parts/Card";
import { Choice } from "../../parts/Choice";
import layout from "../../parts/layout.module.css";
import { LogTable } from "../../parts/LogTable";
import { Notice } from "../../parts/Notice";
import { Page } from "../../parts/Page";
import { Pages } from "../../parts/Pages";
import { SearchBox } from "../../parts/SearchBox";
import { useWords } from "../../parts/useWords";

const every = 3000;

/** The daemon's log, with search. */
export default function LogsPage(): ReactNode {
  const [word, setWord] = useWords();
  const [follows, setFollows] = useState(false);
  const [words, level] = [word("q"), word("level")];
  useFollowing(follows);
  return (
    <Page title="Logs" lead="What the daemon says while it works, the newest first.">
      <Card isFull>
        <div className={layout.filters}>
          <SearchBox className={layout.grow} label="Words" placeholder="a job, a path, part of a message" value={words} onChange={(value) => setWord("q", value)} />
          <Choice label="Level" value={level} onChange={(value) => setWord("level", value)} options={[["", "Everything"], ["info", "Notes and worse"], ["warning", "Warnings and worse"], ["error", "Errors"]]} />
          <Switch label="Follow" checked={follows} onChange={(event) => setFollows(event.currentTarget.checked)} mb={8} />
        </div>
        <Pages
          query={["logs", words, level]}
          what="the log"
          ask={(after, signal) => holdfast.logs({ q: words, level, after, limit: 200 }, signal)}
          empty={
            <Notice icon={IconListSearch} title="No such line">
              {words === "" ? "The log says nothing of this kind." : `No line of the log has "${words}" in it.`}
            </Notice>
          }
        >
          {(lines) => <LogTable lines={lines} />}
        </Pages>
      </Card>
    </Page>
  );
}

function useFollowing(follows: boolean): void {
  const client = useQueryClient();
  useEffect(() => {
    if (!follows) return undefined;
    const timer = setInterval(() => void client.invalidateQueries({ queryKey: ["logs"] }), every);
    return () => clearInterval(timer);
  }, [follows, client]);
}
