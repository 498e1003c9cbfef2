// Guests taken together, by id, over screens: what is done next is done to all of them.
import { api } from '../api';
import { attempt } from './desk.svelte';
import { list } from './guestlist.svelte';
import { prefs } from './prefs.svelte';

class Selection {
  ids = $state.raw<ReadonlySet<string>>(new Set());
  /** Where a stretch begins, in which list, and what was taken before it. */
  private anchor: { at: number; question: string; before: ReadonlySet<string> } | null = null;

  get size(): number {
    return this.ids.size;
  }
  has(id: string): boolean {
    return this.ids.has(id);
  }

  /** Takes a guest, or lets go of one; a stretch begins here. */
  toggle(id: string, at: number): void {
    const ids = new Set(this.ids);
    if (!ids.delete(id)) ids.add(id);
    this.ids = ids;
    this.anchor = { at, question: list.question, before: ids };
  }

  /** Takes all from where the stretch began to here. */
  async reach(from: number, to: number): Promise<void> {
    const known = this.anchor?.question === list.question ? this.anchor : null;
    const anchor = (this.anchor = known ?? { at: from, question: list.question, before: this.ids });
    const [first, last] = anchor.at < to ? [anchor.at, to] : [to, anchor.at];
    const between = await this.between(first, last);
    if (between && this.anchor === anchor) this.ids = new Set([...anchor.before, ...between]);
  }

  /** Takes all the filter shows, as they stand now. */
  async all(): Promise<void> {
    const between = await this.between(0, list.total - 1);
    if (between) this.ids = new Set([...this.ids, ...between]);
    this.anchor = null;
  }

  clear(): void {
    this.ids = new Set();
    this.anchor = null;
  }

  private async between(first: number, last: number): Promise<string[] | undefined> {
    const shown = Array.from({ length: Math.min(last - first + 1, 200) }, (_, n) => list.at(first + n)?.id);
    if (shown.length === last - first + 1 && !shown.includes(undefined)) return shown as string[];
    return attempt(() => api().guestIds({ ...list.query, offset: first, limit: last - first + 1 }, prefs.lang));
  }
}

export const selection = new Selection();
