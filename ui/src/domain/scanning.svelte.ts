// The scan in hand: codes in, the verdict that stands on the screen, and what may be done with it.
import { api, type ScanRequest } from '../api';
import type { Outcome } from '../generated/Outcome';
import type { StepView } from '../generated/StepView';
import type { Verdict } from '../generated/Verdict';
import { asker, attempt, desk } from './desk.svelte';
import { prefs } from './prefs.svelte';
import { sound } from './tone';

type Scanning = {
  verdict: Verdict | null;
  /** The codes or guest the verdict is about, to ask again. */
  asked: Pick<ScanRequest, 'codes' | 'guest'> | null;
  /** Two scanners were heard at once. */
  jumbled: boolean;
  /** Counts verdicts, so that each is announced and animated once. */
  count: number;
  /** When the verdict before this one came, ms. */
  since: number;
};

export const scanning = $state<Scanning>({ verdict: null, asked: null, jumbled: false, count: 0, since: 0 });

let queue: Promise<unknown> = Promise.resolve();

/** One after the other, in the order they were scanned. */
function inTurn<T>(act: () => Promise<T>): Promise<T> {
  const mine = queue.then(act);
  queue = mine.catch(() => undefined);
  return mine;
}

export function scan(asked: Pick<ScanRequest, 'codes' | 'guest'>, look = desk.look): Promise<void> {
  return inTurn(async () => {
    const { checkpoint, direction } = desk;
    const verdict = await attempt(() => api().scan({ ...asked, checkpoint, direction, look }, asker()));
    if (verdict) show(verdict, asked);
  });
}

export function jumble(): void {
  scanning.verdict = null;
  scanning.jumbled = true;
  scanning.count += 1;
  if (!prefs.muted) sound('refer');
}

function show(verdict: Verdict, asked = scanning.asked): void {
  if (!verdict.repeat) scanning.since = Date.now();
  scanning.verdict = verdict;
  scanning.asked = asked;
  scanning.jumbled = false;
  scanning.count += 1;
  if (!verdict.repeat && !prefs.muted) sound(verdict.decision);
}

export function dismiss(): void {
  scanning.verdict = null;
  scanning.asked = null;
  scanning.jumbled = false;
  desk.error = null;
}

/** Records a step's outcome; in look mode only that, otherwise the door may answer at once. */
export function screen(step: StepView, outcome: Outcome, reason: string | null): Promise<void> {
  return inTurn(async () => {
    const guest = scanning.verdict?.guest;
    if (!guest) return;
    const checkpoint = desk.look ? null : desk.checkpoint;
    const request = { guest: guest.id, step: step.step, outcome, reason, checkpoint, direction: desk.direction };
    const verdict = await attempt(() => api().screen(request, asker()));
    if (verdict) show(verdict);
  });
}

export async function override(reason: string, name: string | null): Promise<void> {
  const { asked, verdict } = scanning;
  const guest = verdict?.guest?.id ?? asked?.guest ?? null;
  const code = guest ? null : (asked?.codes[0] ?? null);
  const request = { code, guest, checkpoint: desk.checkpoint, reason, name };
  const done = await attempt(() => api().overrideEntry(request, asker()));
  if (done) show(done);
}

export async function confirmExit(): Promise<void> {
  const record = scanning.verdict?.record;
  if (!record) return;
  const done = await attempt(() => api().confirmExit(record, asker()));
  if (done) show(done);
}

export async function voidLast(reason: string): Promise<void> {
  const record = scanning.verdict?.record ?? desk.lastScans[0]?.record;
  if (!record) return;
  await attempt(() => api().voidRecord(record, reason, asker()));
  if (!desk.error) dismiss();
}

/** What could be voided now, by name. */
export const voidable = (): string | null =>
  scanning.verdict?.record ? (scanning.verdict.guest?.name ?? '') : (desk.lastScans[0]?.name ?? null);

const UNSETTLED = ['unknown_code', 'other_event', 'not_authentic', 'ambiguous_code', 'not_a_badge'];

export function overridable(verdict: Verdict | null): boolean {
  if (!verdict || verdict.decision === 'admit' || verdict.direction === 'exit') return false;
  return !verdict.reasons.some((reason) => UNSETTLED.includes(reason.code));
}

export const exitToConfirm = (verdict: Verdict | null): boolean =>
  !!verdict?.notes.some((note) => note.code === 'exit_repeated') && verdict.record !== null;
