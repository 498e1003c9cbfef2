// The guest list as one looks through it: only pages in sight are fetched, and the latest question wins.
// Search, filter and who is chosen stay while other screens are looked at.
import { api, type GuestQuery } from '../api';
import type { Facet } from '../generated/Facet';
import type { GuestView } from '../generated/GuestView';
import type { Lang } from '../generated/Lang';
import { attempt } from './desk.svelte';

export const PAGE = 100;
const pageOf = (index: number): number => Math.floor(index / PAGE);

export class GuestList {
  /** What stands in the search field. */
  text = $state('');
  filter = $state.raw<Facet<string>[]>([]);
  /** At which place the guest stands who is looked at. */
  chosen = $state(0);
  total = $state(0);
  /** The search the shown rows answer; null before the first answer. */
  answered = $state<string | null>(null);
  /** Whether the shown rows answer a search or a filter: what is counted is they. */
  narrowed = $state(false);
  /** Counts up when rows in sight are old. */
  version = $state(0);
  private pages = $state<Record<number, GuestView[]>>({});
  private asked = new Set<number>();
  private wanted: [number, number] = [0, 0];
  private fetching = false;
  private round = 0;
  /** What the shown rows answer. */
  question = '';
  private lang: Lang = 'en';
  private event = '';
  /** Somebody to be looked at once the next answer says where they stand. */
  private sought: string | undefined;

  at(index: number): GuestView | undefined {
    return this.pages[pageOf(index)]?.[index % PAGE];
  }
  get current(): GuestView | undefined {
    return this.at(this.chosen);
  }
  /** What is asked of the backend now, but for the page. */
  get query(): Pick<GuestQuery, 'search' | 'filter'> {
    return { search: this.text.trim(), filter: this.filter };
  }

  /** Begins anew for another event; gives whether it is another. */
  belongTo(event: string): boolean {
    if (this.event === event) return false;
    Object.assign(this, { event, text: '', filter: [], chosen: 0, total: 0, answered: null, narrowed: false, pages: {}, question: '' });
    return true;
  }

  move(by: number): void {
    this.chosen = Math.max(0, Math.min(this.total - 1, this.chosen + by));
  }

  /** Shows everybody, and looks at one of them. */
  lookAt(id: string): void {
    Object.assign(this, { text: '', filter: [], sought: id, question: '' });
  }

  toggle(facet: Facet<string>): void {
    const others = this.filter.filter((one) => !sameFacet(one, facet));
    this.filter = others.length < this.filter.length ? others : [...this.filter, facet];
  }

  /** Asks; what stands stays in sight until the answer is there. The same question again keeps to the same guest. */
  async seek(lang: Lang): Promise<void> {
    const mine = ++this.round;
    const question = JSON.stringify(this.query);
    const again = question === this.question;
    const sought = this.sought ?? (again ? this.current?.id : undefined);
    const page = again ? pageOf(this.chosen) : 0;
    const { search } = this.query;
    const narrowed = search !== '' || this.filter.length > 0;
    this.lang = lang;
    const list = await attempt(() => api().guests({ ...this.query, offset: page * PAGE, limit: PAGE, place_of: sought }, lang));
    if (!list || mine !== this.round) return;
    this.pages = { ...(again && this.pages), [page]: list.guests };
    this.asked = new Set([page]);
    this.total = list.total;
    this.chosen = list.place ?? (again ? Math.max(0, Math.min(this.chosen, list.total - 1)) : 0);
    Object.assign(this, { question, answered: search, narrowed, sought: undefined });
    this.version += 1;
  }

  /** Sees to it that the rows from one index to another are there, or on their way. */
  need(from: number, to: number): void {
    this.wanted = [from, to];
    void this.pump();
  }

  /** One page at a time, and always the one in sight now: whoever drags through the list leaves no queue behind. */
  private async pump(): Promise<void> {
    if (this.fetching) return;
    this.fetching = true;
    for (let page = this.lacking(); page !== undefined; page = this.lacking()) {
      if (!(await this.fetch(page))) break;
    }
    this.fetching = false;
  }

  private lacking(): number | undefined {
    const last = pageOf(Math.max(0, Math.min(this.wanted[1], this.total - 1)));
    for (let page = pageOf(this.wanted[0]); page <= last; page += 1) if (!this.asked.has(page)) return page;
    return undefined;
  }

  private async fetch(page: number): Promise<boolean> {
    const [mine, asked] = [this.round, this.asked];
    const list = await attempt(() => api().guests({ ...this.query, offset: page * PAGE, limit: PAGE }, this.lang));
    if (mine !== this.round) return true;
    if (list) this.pages[page] = list.guests;
    if (list) asked.add(page);
    return !!list;
  }
}

export const sameFacet = (one: Facet<string>, other: Facet<string>): boolean => one.facet === other.facet && one.value === other.value;

export const list = new GuestList();
