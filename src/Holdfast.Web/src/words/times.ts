const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A length of time in its two largest units: "4 min", "3 h 20 min", "12 days". */
export function duration(milliseconds: number): string {
  const time = Math.max(0, milliseconds);
  if (time < 10 * second) return `${(time / second).toFixed(1)} s`;
  if (time < minute) return `${Math.round(time / second)} s`;
  if (time < hour) return pair(time, minute, "min", second, "s");
  if (time < 2 * day) return pair(time, hour, "h", minute, "min");
  return `${Math.floor(time / day)} days`;
}

/** A length of time in one unit, for what changes before one's eyes. */
export function roughly(milliseconds: number): string {
  const time = Math.max(0, milliseconds);
  if (time < 45 * second) return "a few seconds";
  if (time < 90 * second) return "a minute";
  if (time < 90 * minute) return `${Math.round(time / minute)} minutes`;
  if (time < 36 * hour) return `${Math.round(time / hour)} hours`;
  return `${Math.round(time / day)} days`;
}

/** A length of time in one unit, as short as on an axis: "0", "40 s", "2.5 h". */
export function briefly(milliseconds: number): string {
  if (milliseconds <= 0) return "0";
  const [size, unit] = milliseconds < minute ? [second, "s"] : milliseconds < hour ? [minute, "min"] : milliseconds < 2 * day ? [hour, "h"] : [day, "days"];
  const amount = milliseconds / size;
  return `${amount < 10 ? Number(amount.toFixed(1)) : Math.round(amount)} ${unit}`;
}

/** How a moment lies to now: "4 minutes ago", "in 2 hours". */
export function relative(moment: Date, now: Date): string {
  const away = moment.getTime() - now.getTime();
  // Two clocks, and one of them looked at seldom: less than this is no difference.
  if (Math.abs(away) < 10 * second) return "just now";
  return away > 0 ? `in ${roughly(away)}` : `${roughly(-away)} ago`;
}

const precise = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const dayOnly = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

/** A moment in full, in the reader's zone. */
export function moment(value: Date): string {
  return precise.format(value);
}

export function timeOfDay(value: Date): string {
  return clock.format(value);
}

/** A day of the calendar, "2026-11-21", as "21 Nov". */
export function calendarDay(date: string): string {
  return dayOnly.format(new Date(`${date}T12:00:00`));
}

function pair(time: number, large: number, largeName: string, small: number, smallName: string): string {
  const first = Math.floor(time / large);
  const rest = Math.floor((time % large) / small);
  return first >= 10 || rest === 0 ? `${first} ${largeName}` : `${first} ${largeName} ${rest} ${smallName}`;
}
