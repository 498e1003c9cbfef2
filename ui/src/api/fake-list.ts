// The made-up event's list: searched, filtered, counted, and edited many at a time.
import type { Facet } from '../generated/Facet';
import type { FacetCount } from '../generated/FacetCount';
import type { GuestView } from '../generated/GuestView';
import type { FakeDesk } from './fake';
import type { Api, GuestQuery } from './types';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

function screened(guest: GuestView): Extract<Facet<string>, { facet: 'screening' }>['value'] {
  const states = guest.screening.map((step) => step.state);
  if (states.includes('failed')) return 'failed';
  if (states.every((state) => state === 'passed' || state === 'waived')) return 'done';
  return states.every((state) => state === 'not_done') ? 'not_begun' : 'under_way';
}

function facetsOf(guest: GuestView): Facet<string>[] {
  const facets: Facet<string>[] = [
    { facet: 'category', value: guest.category },
    { facet: 'status', value: guest.status },
    { facet: 'presence', value: guest.presence.state },
    { facet: 'screening', value: screened(guest) },
    { facet: 'badge', value: !guest.badge ? 'none' : guest.badge.state === 'active' ? 'active' : 'revoked' },
    { facet: 'source', value: guest.source ?? '' },
  ];
  return guest.attention ? [...facets, { facet: 'mark', value: 'note' }] : facets;
}

const same = (one: Facet<string>, other: Facet<string>): boolean => one.facet === other.facet && one.value === other.value;

function fits(guest: GuestView, filter: Facet<string>[]): boolean {
  const own = facetsOf(guest);
  const kinds = [...new Set(filter.map((one) => one.facet))];
  return kinds.every((kind) => filter.some((one) => one.facet === kind && own.some((other) => same(one, other))));
}

export class FakeList {
  /** What an edit of many replaced, by guest. */
  private before = new Map<string, Partial<GuestView>>();
  private stopped = false;

  constructor(private desk: FakeDesk) {}

  found({ search = '', filter = [] }: GuestQuery): GuestView[] {
    const wanted = search.trim().toLowerCase();
    const named = this.desk.guests.filter((one) => `${one.name} ${one.company} ${one.email} ${one.phone}`.toLowerCase().includes(wanted));
    return filter.length > 0 ? named.filter((one) => fits(one, filter)) : named;
  }

  private counts(query: GuestQuery): FacetCount[] {
    const all = this.found({ ...query, filter: [] });
    const counted = new Map<string, FacetCount>();
    for (const guest of all) {
      for (const facet of facetsOf(guest)) {
        if (!fits(guest, (query.filter ?? []).filter((one) => one.facet !== facet.facet))) continue;
        const key = JSON.stringify(facet);
        counted.set(key, { facet, guests: (counted.get(key)?.guests ?? 0) + 1 });
      }
    }
    return [...counted.values()];
  }

  calls() {
    const { desk } = this;
    return {
      guests: async (query, lang) => {
        const found = this.found(query);
        const { offset = 0, limit, place_of } = query;
        const place = found.findIndex((one) => one.id === place_of);
        const guests = found.slice(offset, offset + limit).map((one) => desk.shown(one, lang));
        return { guests, total: found.length, ...(place >= 0 && { place }) };
      },
      guestIds: async (query) => {
        const { offset = 0, limit } = query;
        return this.found(query).slice(offset, offset + limit).map((one) => one.id);
      },
      guestCounts: async (query) => ({ total: this.found(query).length, facets: this.counts(query) }),
      editGuests: async ({ guests, draft, reason }, _asker, onProgress) => {
        this.before.clear();
        this.stopped = false;
        let [done, changed] = [0, 0];
        for (const id of guests) {
          if (this.stopped) break;
          const guest = desk.find(id);
          const keys = Object.keys(draft) as (keyof typeof draft)[];
          if (keys.some((key) => guest[key] !== draft[key])) {
            this.before.set(id, Object.fromEntries(keys.map((key) => [key, guest[key]])));
            Object.assign(guest, draft);
            desk.note(id, 'standing_set', `${Object.values(draft).join(', ')}${reason ? ` (${reason})` : ''}`);
            changed += 1;
          }
          done += 1;
          onProgress({ done, total: guests.length });
          await pause(1);
        }
        desk.tell('guests');
        return { changed, same: done - changed, left_out: 0, whole: done === guests.length };
      },
      takeBackEdit: async (_asker, onProgress) => {
        for (const [id, values] of this.before) {
          Object.assign(desk.find(id), values);
          for (const line of desk.history.get(id)?.slice(-1) ?? []) line.voided = true;
        }
        onProgress({ done: this.before.size, total: this.before.size });
        this.before.clear();
        desk.tell('guests');
      },
      stopEdit: async () => void (this.stopped = true),
      exportGuests: async (_guests, ending) => ({ file: `/events/mission-night/out/guests.${ending}`, bytes: 48_200 }),
    } satisfies Partial<Api>;
  }
}
