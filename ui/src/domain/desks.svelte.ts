// The desks of the event, files of other desks on their way in, and how old the picture is.
import { api, type HandedFile } from '../api';
import type { AsOf } from '../generated/AsOf';
import type { DeskView } from '../generated/DeskView';
import { tr } from '../text';
import { named } from '../text/names';
import { desksText } from '../text/desks';
import { attempt, desk } from './desk.svelte';
import { prefs } from './prefs.svelte';
import { hour, secondsSince } from './time';

export const handing = $state<{ files: HandedFile[] }>({ files: [] });

export const kitAtHand = (): HandedFile | undefined => handing.files.findLast((file) => file.kind === 'kit');

const OURS = /\.gh(bundle|kit)$/i;
export const isOurs = (file: File): boolean => OURS.test(file.name);

/** Hands files over; gives whether all came through. */
export async function handIn(files: Iterable<File>): Promise<boolean> {
  for (const file of files) {
    const waiting = await attempt(() => api().handIn(file, prefs.lang));
    if (!waiting) return false;
    handing.files = waiting;
  }
  return true;
}

/** Fetches what waits: a file may have been opened with the program, or while it runs. */
export async function lookForFiles(): Promise<void> {
  handing.files = (await attempt(() => api().handed())) ?? [];
}

export async function letGo(): Promise<void> {
  await attempt(() => api().letGo());
  handing.files = [];
}

/** Says how long ago in the one unit that matters; `now` in milliseconds. */
export function age(at: string, now: number): string {
  const seconds = secondsSince(at, now);
  const [unit, size] = seconds < 60 ? (['seconds', 1] as const) : seconds < 3600 ? (['minutes', 60] as const) : seconds < 86_400 ? (['hours', 3600] as const) : (['days', 86_400] as const);
  return seconds < 10 ? tr(desksText.justNow) : tr(desksText[unit], { n: Math.floor(seconds / size) });
}

/** Gives the other desks still in use, each with up to when it is known, as the backend says. */
const known = (): AsOf[] => (desk.occupancy?.as_of ?? []).filter((one) => one.desk !== desk.event?.desk_name);

/** Gives up to when a desk on the list is known; a retired one by its latest record. */
export const knownAt = (one: DeskView): string | null => known().find((heard) => heard.desk === one.name)?.at ?? one.at;

/** Says of each other desk up to when it is known: the line that stands on every screen. */
export function freshness(): string {
  const said = known().map(({ desk: name, at }) => (at ? tr(desksText.upTo, { desk: named(name), at: hour(at) }) : tr(desksText.unheard, { desk: named(name) })));
  return said.join(' · ');
}

/** Says how old the oldest part of the picture is; nothing where this desk is the only one. */
export function oldest(now: number): string {
  const never = known().find((one) => !one.at);
  if (never) return tr(desksText.unheard, { desk: named(never.desk) });
  const [first] = known().sort((a, b) => Date.parse(a.at ?? '') - Date.parse(b.at ?? ''));
  return first?.at ? tr(desksText.ageOf, { desk: named(first.desk), age: age(first.at, now) }) : '';
}
