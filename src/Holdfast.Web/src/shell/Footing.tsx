import { Menu, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconChevronUp, IconDownload, IconFileCertificate, IconLogout, IconUserCircle } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { holdfast } from "../api/holdfast";
import { useEnter, useMay, usePerson } from "../api/session";
import { useToast } from "../parts/toast";
import { SchemeChoice } from "./SchemeChoice";
import css from "./Footing.module.css";

/** The foot of the navigation: light or dark, and who is signed in. */
export function Footing(): ReactNode {
  const person = usePerson();
  const enter = useEnter();
  const toast = useToast();
  const isAdmin = useMay("admin");
  const leave = useMutation({
    mutationFn: () => holdfast.session.end(),
    onSuccess: () => enter("stranger"),
    onError: toast.problem,
  });
  return (
    <div className={css.footing}>
      <SchemeChoice />
      <Menu position="top-start" width={220} withinPortal>
        <Menu.Target>
          <UnstyledButton className={css.person}>
            <IconUserCircle size={22} stroke={1.6} aria-hidden />
            <VisuallyHidden>Account </VisuallyHidden>
            <span className={css.name}>
              <strong>{person.name}</strong>
              <span>{person.role}</span>
            </span>
            <IconChevronUp size={16} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
                    {isAdmin && (
            <Menu.Item component="a" href={holdfast.supportBundle} download leftSection={<IconDownload size={16} />}>
              Support bundle
            </Menu.Item>
          )}
          <Menu.Item component="a" href="/licenses.md" target="_blank" leftSection={<IconFileCertificate size={16} />}>
            Licences
          </Menu.Item>
          <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => leave.mutate()}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
