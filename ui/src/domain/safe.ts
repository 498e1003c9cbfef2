// How safe what is recorded here is, in the words that stand on every screen.
import { api } from '../api';
import { tr } from '../text';
import { common } from '../text/common';
import { safeText } from '../text/safe';
import { attempt, desk, refresh } from './desk.svelte';
import { freshness } from './desks.svelte';
import { prefs } from './prefs.svelte';
import { hour } from './time';

/** From here on the number is no longer counted. */
const MANY = 10_000;

function backup(): string {
  if (!desk.safe) return '';
  const { made_at: at } = desk.safe.backup;
  return at ? tr(safeText.backup, { at: hour(at) }) : tr(safeText.noBackup);
}

function notCarried(): string {
  const n = desk.safe?.not_carried ?? 0;
  if (n === 0) return '';
  if (n >= MANY) return tr(safeText.manyNotCarried, { n: MANY - 1 });
  return n === 1 ? tr(safeText.oneNotCarried) : tr(safeText.notCarried, { n });
}

/** Says the last backup, what is not carried out yet, and up to when each other desk is known. */
export const standing = (): string => [backup(), notCarried(), freshness() || tr(common.onlyHere)].filter(Boolean).join(' · ');

export async function backUp(): Promise<void> {
  await attempt(() => api().backUp(prefs.lang));
  await refresh(['backups']);
}
