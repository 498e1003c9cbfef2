// A long list seen through a window: only the pages in sight are fetched, and the latest search wins.
import { api } from '../api';
import type { GuestView } from '../generated/GuestView';
import type { Lang } from '../generated/Lang';
import { attempt } from './desk.svelte';

export const PAGE = 100;

export class GuestPages {
  total = $state(0);
  /** The search the shown rows answer. */
  answered = $state<string | null>(null);
  private pages = $state<Record<number, GuestView[]>>({});
  private asked = new Set<number>();
  private round = 0;
  private search = '';
  private lang: Lang = 'en';

  at(index: number): GuestView | undefined {
    return this.pages[Math.floor(index / PAGE)]?.[index % PAGE];
  }

  /** Begins anew; what stands stays in sight until the answer is there. */
  async seek(search: string, lang: Lang, from = 0): Promise<void> {
    const mine = ++this.round;
    this.search = search;
    this.lang = lang;
    this.asked.clear();
    const page = Math.floor(from / PAGE);
    this.asked.add(page);
    const list = await attempt(() => api().guests(search, page * PAGE, PAGE, lang));
    if (!list || mine !== this.round) return;
    this.pages = { [page]: list.guests };
    this.total = list.total;
    this.answered = search;
  }

  /** Sees to it that the rows from one index to another are there, or on their way. */
  need(from: number, to: number): void {
    const last = Math.floor(Math.max(0, Math.min(to, this.total - 1)) / PAGE);
    for (let page = Math.floor(from / PAGE); page <= last; page += 1) {
      if (!this.asked.has(page)) void this.fetch(page);
    }
  }

  private async fetch(page: number): Promise<void> {
    const mine = this.round;
    this.asked.add(page);
    const list = await attempt(() => api().guests(this.search, page * PAGE, PAGE, this.lang));
    if (mine !== this.round) return;
    if (!list) this.asked.delete(page);
    else this.pages[page] = list.guests;
  }
}

/** Guests chosen for badges, over screens. */
export const marked = $state<{ ids: string[] }>({ ids: [] });

export function mark(id: string): void {
  marked.ids = marked.ids.includes(id) ? marked.ids.filter((one) => one !== id) : [...marked.ids, id];
}
