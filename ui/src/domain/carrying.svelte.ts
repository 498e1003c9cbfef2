// Files of other desks: planned, shown, then taken in; it goes on while other screens are looked at.
import { api, type PlannedFile, type Progress } from '../api';
import type { Missing } from '../generated/Missing';
import type { Taken } from '../generated/Taken';
import { tr } from '../text';
import { carryText } from '../text/carrying';
import { named } from '../text/names';
import { asker, attempt, desk } from './desk.svelte';
import { handing, letGo } from './desks.svelte';
import { prefs } from './prefs.svelte';

type Carrying = { reading: boolean; plans: PlannedFile[] | null; progress: Progress | null; report: Taken | null };

export const carrying = $state<Carrying>({ reading: false, plans: null, progress: null, report: null });

export const bundlesWait = (): boolean => handing.files.some((file) => file.kind === 'bundle');

/** Says what taking the waiting files in would bring. */
export async function plan(): Promise<void> {
  desk.screen = 'desks';
  Object.assign(carrying, { reading: true, plans: null, report: null });
  carrying.plans = (await attempt(() => api().planMerge(prefs.lang))) ?? null;
  carrying.reading = false;
}

function advance(progress: Progress): void {
  carrying.progress = progress;
}

export async function takeIn(): Promise<void> {
  if (carrying.progress) return;
  carrying.progress = { done: 0, total: fresh() };
  const report = await attempt(() => api().applyMerge(asker(), advance));
  carrying.progress = null;
  handing.files = await api().handed().catch(() => []);
  carrying.plans = null;
  carrying.report = report ?? null;
}

export const fresh = (): number => (carrying.plans ?? []).reduce((sum, file) => sum + (file.plan?.new ?? 0) + (file.plan?.waiting ?? 0), 0);
export const usable = (): boolean => (carrying.plans ?? []).some((file) => file.plan);

export async function forget(): Promise<void> {
  if (carrying.progress) return;
  Object.assign(carrying, { plans: null, report: null });
  await letGo();
}

/** Says which records of which desk are waited for. */
export const gap = (missing: Missing): string =>
  gapOf(named(desk.desks.find((one) => one.id === missing.desk)?.name ?? missing.desk.slice(0, 8)), missing);

export const gapOf = (name: string, { from, to }: { from: number; to: number }): string =>
  tr(from === to ? carryText.gapOne : carryText.gap, { desk: name, from, to });

/** Gives a size as people say it: "12 KB", "3.4 MB". */
export function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
