// What is done to the guests taken together, or to the one looked at: it goes on while other screens are looked at.
import { api, type GuestDraft, type Progress } from '../api';
import type { EditedGuests } from '../generated/EditedGuests';
import { asker, attempt } from './desk.svelte';
import { close, open } from './dialogs.svelte';
import { list } from './guestlist.svelte';
import { selection } from './selection.svelte';

export type Act = 'approve' | 'cancel' | 'block' | 'category';
type Report = EditedGuests & { act: Act; category?: string };
type Many = { doing: Act | 'back' | null; progress: Progress | null; report: Report | null };

export const many = $state<Many>({ doing: null, progress: null, report: null });

/** What was taken together, and can be undone, belongs to one event. */
export function belongTo(event: string): void {
  if (!list.belongTo(event)) return;
  selection.clear();
  many.report = null;
}

export const meant = (): string[] => (selection.size > 0 ? [...selection.ids] : list.current ? [list.current.id] : []);

/** Asks for what an act needs first; approving needs nothing. */
export function begin(act: Act): void {
  if (meant().length === 0 || many.doing) return;
  if (act === 'approve') void edit(act, { status: 'approved' }, null);
  else open({ kind: 'many', act });
}

export async function edit(act: Act, draft: GuestDraft, reason: string | null): Promise<void> {
  close();
  const guests = meant();
  const report = await running(act, guests.length, () => api().editGuests({ guests, draft, reason }, asker(), advance));
  if (report) many.report = { ...report, act, category: draft.category };
}

/** Undoes the last of these acts, for all it was done to. */
export async function takeBack(): Promise<void> {
  if (!many.report || many.doing) return;
  const done = await running('back', many.report.changed, () => api().takeBackEdit(asker(), advance).then(() => true));
  if (done) many.report = null;
}

export const stop = (): void => void api().stopEdit();
export const dismissReport = (): void => void (many.report = null);

async function running<T>(doing: Act | 'back', total: number, call: () => Promise<T>): Promise<T | undefined> {
  Object.assign(many, { doing, progress: { done: 0, total } });
  const outcome = await attempt(call);
  Object.assign(many, { doing: null, progress: null });
  return outcome;
}

function advance(progress: Progress): void {
  many.progress = progress;
}
