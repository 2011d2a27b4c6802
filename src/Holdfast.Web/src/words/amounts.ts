const units = ["B", "kB", "MB", "GB", "TB", "PB"];
const whole = new Intl.NumberFormat("en-GB");

/** Bytes as people write them: "9.6 kB", in steps of 1000 as the command line has it. */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (Math.abs(value) >= 999.95 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || Math.abs(value) >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit] ?? ""}`;
}

/** A whole number with thousands set apart. */
export function count(value: number): string {
  return whole.format(value);
}

/** A number of things: "1 file", "2,041 files". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

export function percent(share: number): string {
  return `${share >= 99.95 || share < 0.05 ? share.toFixed(0) : share.toFixed(share < 10 ? 1 : 0)} %`;
}
