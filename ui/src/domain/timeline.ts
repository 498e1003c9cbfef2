// A guest's history as people read it: by day, newest first, and what one person did at one moment together.
import type { HistoryLine } from '../generated/HistoryLine';

export type Act = HistoryLine[];
export type Day = { day: string; acts: Act[] };

const together = (one: HistoryLine, other: HistoryLine): boolean => one.at === other.at && one.desk === other.desk && one.operator === other.operator;

/** Takes lines oldest first. An act keeps its lines in the order they were recorded: what, then why. */
export function actsByDay(lines: HistoryLine[]): Day[] {
  const acts: Act[] = [];
  for (const line of lines) {
    const before = acts.at(-1);
    if (before && together(before[0]!, line)) before.push(line);
    else acts.push([line]);
  }
  const days: Day[] = [];
  for (const act of acts.reverse()) {
    const day = act[0]!.at.slice(0, 10);
    const known = days.at(-1);
    if (known?.day === day) known.acts.push(act);
    else days.push({ day, acts: [act] });
  }
  return days;
}
