import { SegmentedControl, useMantineColorScheme, VisuallyHidden, type MantineColorScheme } from "@mantine/core";
import { IconDeviceDesktop, IconMoon, IconSun, type Icon } from "@tabler/icons-react";
import type { ReactNode } from "react";

const choices: readonly { value: MantineColorScheme; label: string; icon: Icon }[] = [
  { value: "light", label: "Light", icon: IconSun },
  { value: "auto", label: "As the system", icon: IconDeviceDesktop },
  { value: "dark", label: "Dark", icon: IconMoon },
];

/** Light, dark, or as the system has it; remembered by the browser. */
export function SchemeChoice(): ReactNode {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label="Colours"
      value={colorScheme}
      onChange={setColorScheme}
      data={choices.map(({ value, label, icon: Sign }) => ({
        value,
        label: (
          <span title={label}>
            <Sign size={16} aria-hidden style={{ display: "block", margin: "2px auto" }} />
            <VisuallyHidden>{label}</VisuallyHidden>
          </span>
        ),
      }))}
    />
  );
}
