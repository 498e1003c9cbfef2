// What merging revealed: which findings are open, and what is said about one.
import { api } from '../api';
import type { FindingView } from '../generated/FindingView';
import { FINDINGS, OTHER_FINDING } from '../text/findings';
import { asker, attempt, desk, refresh } from './desk.svelte';

export const openFindings = (): FindingView[] => desk.findings.filter((one) => !one.acknowledged);

/** Gives the name of a kind, what to do about it, and what it may have been. */
export const about = (finding: FindingView) => FINDINGS[finding.kind] ?? OTHER_FINDING;

/** Keeps what a person found out; the finding stays and is no longer open. */
export async function acknowledge(finding: FindingView, reason: string): Promise<void> {
  await attempt(() => api().acknowledge(finding.id, reason, asker()));
  await refresh(['desks']);
}
