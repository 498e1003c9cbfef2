// How a verdict is put: its word, its shape, its tone of voice. The decision itself is the backend's.
import type { GuestView } from '../generated/GuestView';
import type { StepState } from '../generated/StepState';
import type { Verdict } from '../generated/Verdict';
import type { Pair } from '../text/pair';
import { scanText } from '../text/scan';

export type Shape = 'tick' | 'out' | 'hand' | 'stop';

export function wordFor(verdict: Verdict): Pair {
  if (verdict.decision === 'refuse') return scanText.refuse;
  if (verdict.decision === 'refer') {
    return verdict.reasons[0]?.code.startsWith('screening') ? scanText.screenFirst : scanText.refer;
  }
  if (verdict.direction === 'exit') return scanText.left;
  return verdict.recorded || verdict.repeat ? scanText.admit : scanText.wouldAdmit;
}

export function shapeFor(verdict: Verdict): Shape {
  if (verdict.decision === 'refuse') return 'stop';
  if (verdict.decision === 'refer') return 'hand';
  return verdict.direction === 'exit' ? 'out' : 'tick';
}

/** A guest without a name is shown by company or e-mail, never by somebody else's name. */
export const nameOf = (guest: GuestView): string => guest.name || guest.company || guest.email || guest.reference || '?';

/** Steps may be worked at unless the refusal has nothing to do with screening. */
export function stripFor(verdict: Verdict): boolean {
  if (!verdict.guest || verdict.guest.screening.length === 0 || verdict.direction === 'exit') return false;
  return verdict.decision !== 'refuse' || verdict.reasons[0]?.code === 'screening_failed';
}

export const STEP_SHAPES: Record<StepState, 'ring' | 'tick' | 'cross' | 'skip' | 'clock'> = {
  not_done: 'ring',
  passed: 'tick',
  failed: 'cross',
  waived: 'skip',
  expired: 'clock',
};
