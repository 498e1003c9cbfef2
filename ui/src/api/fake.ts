// A backend that lives in the page: for tests and for looking at the screens in a browser.
import type { ErrorView } from '../generated/ErrorView';
import type { EventView } from '../generated/EventView';
import type { GuestHistory } from '../generated/GuestHistory';
import type { GuestView } from '../generated/GuestView';
import type { HistoryLine } from '../generated/HistoryLine';
import type { ImportReport } from '../generated/ImportReport';
import type { KeptValues } from '../generated/KeptValues';
import type { Lang } from '../generated/Lang';
import type { PastImports } from '../generated/PastImports';
import type { ScanLine } from '../generated/ScanLine';
import type { Verdict } from '../generated/Verdict';
import { CATEGORIES, STEPS, crowd, people } from './fake-data';
import { FakeDesks } from './fake-desks';
import { type Answer, decide, missing, stranger } from './fake-door';
import { fakeImport } from './fake-import';
import { FakeList } from './fake-list';
import { FakeSafe } from './fake-safe';
import type { Api, Asker, Changed, ScanRequest } from './types';

const ZONE = 'Asia/Shanghai';
const HOUR = 3_600_000;

function fail(code: string, message: string, hint: string): never {
  throw { code, message, hint } satisfies ErrorView;
}

export class FakeDesk {
  guests: GuestView[] = people();
  history = new Map<string, HistoryLine[]>();
  kept = new Map<string, KeptValues[]>();
  scans: ScanLine[] = [];
  past: PastImports = { imports: [], cut_off: null };
  name = 'Mission Night';
  capacity: number | null = 300;
  stopped = false;
  base = 186;
  open = false;
  now = () => Date.now();
  /** Every call made, by name: tests read it. */
  calls: { name: string; args: unknown[] }[] = [];
  desks = new FakeDesks(this);
  safe = new FakeSafe(this);
  list = new FakeList(this);
  private last: { guest: string; at: number; verdict: Verdict } | null = null;
  private serial = 0;
  private listeners = new Set<(kinds: Changed[]) => void>();

  fill(count: number): void {
    if (count > 0) this.guests = crowd(count);
  }
  stamp(after = 0): string {
    return `${new Date(this.now() + after + 8 * HOUR).toISOString().slice(0, 19)}+08:00`;
  }
  record(): string {
    this.serial += 1;
    return this.serial.toString(16).padStart(64, '0');
  }
  note(guest: string, kind: string, text: string): string {
    const record = this.record();
    const line = { record, at: this.stamp(), desk: 'Desk 1', operator: 'organiser', kind, text, voided: false };
    this.history.set(guest, [...(this.history.get(guest) ?? []), line]);
    return record;
  }
  tell(...kinds: Changed[]): void {
    for (const heard of this.listeners) heard(kinds);
  }
  handOver(name: string): void {
    this.desks.files.push({ name, kind: name.endsWith('.ghkit') ? 'kit' : 'bundle' });
    for (const heard of this.openedWith) heard();
  }
  openedWith = new Set<() => void>();
  listen(heard: (kinds: Changed[]) => void): () => void {
    this.listeners.add(heard);
    return () => this.listeners.delete(heard);
  }
  find(id: string): GuestView {
    return this.guests.find((one) => one.id === id) ?? fail('no_such_guest', 'No such guest.', 'Search by name instead.');
  }
  shown(guest: GuestView, lang: Lang): GuestView {
    const label = (key: string) => STEPS.find((step) => step.key === key)?.[lang] ?? key;
    return { ...structuredClone(guest), screening: guest.screening.map((step) => ({ ...step, label: label(step.step) })) };
  }
  told(id: string, lang: Lang): GuestHistory {
    const first = { record: '0', at: this.stamp(), desk: 'Desk 1', operator: null, kind: 'guest_imported' };
    const text = lang === 'zh' ? '自 luma-export.csv 第 118 行导入' : 'Added from luma-export.csv, line 118';
    const lines = this.history.get(id) ?? [];
    return { guest: this.shown(this.find(id), lang), history: [{ ...first, text, voided: false }, ...lines], kept: this.kept.get(id) ?? [] };
  }
  inside(): number {
    return this.base + this.guests.filter((one) => one.presence.state === 'inside').length;
  }
  seen(lang: Lang): EventView {
    return {
      event: 'a'.repeat(32),
      desk: 'b'.repeat(32),
      desk_name: 'Desk 1',
      name: this.name,
      timezone: ZONE,
      folder: '/events/mission-night',
      checkpoints: [
        { name: 'Main door', zone: 'hall', entry: true, exit: true },
        { name: 'Side door', zone: 'hall', entry: true, exit: true },
      ],
      categories: CATEGORIES,
      steps: STEPS.map((step) => ({ key: step.key, label: step[lang] })),
      operators: [
        { name: 'organiser', role: 'organiser' },
        { name: '吴磊', role: 'supervisor' },
        { name: 'Dana', role: 'scanner' },
      ],
      guests: this.guests.length,
      records: 412 + this.serial,
    };
  }

  scan(request: ScanRequest, lang: Lang): Verdict {
    const direction = request.direction ?? 'entry';
    const guest = this.guests.find((one) => one.id === request.guest || request.codes.includes(one.badge?.code ?? '-'));
    if (!guest) return this.unknown(request, lang);
    const again = this.last?.guest === guest.id && this.now() - this.last.at < 3000 ? this.last : null;
    if (again && !request.look && again.verdict.direction === direction) return { ...again.verdict, repeat: true };
    const verdict = this.decideAt(guest, request.checkpoint, direction, !request.look, lang);
    if (!request.look) this.last = { guest: guest.id, at: this.now(), verdict };
    return verdict;
  }
  decideAt(guest: GuestView, checkpoint: string, direction: 'entry' | 'exit', recorded: boolean, lang: Lang): Verdict {
    const answer = decide(guest, direction, this.stopped, lang);
    const record = recorded ? this.note(guest.id, 'scan', `${checkpoint}: ${answer.decision}`) : null;
    if (record) this.pass(guest, answer, checkpoint, direction, record);
    return this.verdict(guest, answer, checkpoint, direction, record, lang);
  }
  private pass(guest: GuestView, answer: Answer, _checkpoint: string, direction: 'entry' | 'exit', record: string): void {
    if (answer.decision === 'admit') {
      guest.presence = { state: direction === 'entry' ? 'inside' : 'left', zone: 'hall', since: this.stamp() };
    }
    const line = { record, at: this.stamp(), decision: answer.decision, direction, name: guest.name, guest: guest.id };
    this.scans = [line, ...this.scans].slice(0, 30);
    this.tell('scans', 'occupancy');
  }
  verdict(
    guest: GuestView | null,
    answer: Answer,
    checkpoint: string,
    direction: 'entry' | 'exit',
    record: string | null,
    lang: Lang,
  ): Verdict {
    const shown = guest ? this.shown(guest, lang) : null;
    return {
      ...answer,
      guest: shown,
      direction,
      recorded: record !== null,
      repeat: false,
      overridden: false,
      record,
      checkpoint,
      at: this.stamp(),
      missing_steps: guest && direction === 'entry' ? missing(guest) : [],
    };
  }
  private unknown(request: ScanRequest, lang: Lang): Verdict {
    const code = request.codes[0] ?? '';
    const answer: Answer = { decision: 'refuse', reasons: [stranger(code, lang)], notes: [] };
    const record = request.look ? null : this.record();
    if (record) {
      const line = { record, at: this.stamp(), decision: answer.decision, direction: 'entry' as const, name: code.slice(0, 18), guest: null };
      this.scans = [line, ...this.scans].slice(0, 30);
      this.tell('scans');
    }
    return this.verdict(null, answer, request.checkpoint, request.direction ?? 'entry', record, lang);
  }
}

/** Gives a backend over a made-up desk. */
export function fakeApi(desk = new FakeDesk()): Api {
  const opened = (lang: Lang) => {
    desk.open = true;
    return desk.seen(lang);
  };
  const plan = fakeImport(desk);
  const api: Api = {
    startState: async () => ({
      recent: [
        { folder: '/home/ana/Events/mission-night', name: 'Mission Night' },
        { folder: '/home/ana/Events/spring-hiring', name: '春季招聘会' },
      ],
      sampleFolder: null,
    }),
    openEvent: async (folder, lang) =>
      folder.includes('spring')
        ? fail('event_in_use', 'This event is open in another program.', 'Close it there, then open it here again.')
        : opened(lang),
    createEvent: async (event, lang) => {
      desk.name = event.name;
      desk.capacity = event.capacity;
      desk.guests = [];
      desk.base = 0;
      return opened(lang);
    },
    openSample: async (lang) => opened(lang),
    closeEvent: async () => void (desk.open = false),
    event: async (lang) => desk.seen(lang),
    ...desk.list.calls(),
    guest: async (id, lang) => desk.told(id, lang),
    addGuest: async (draft, { lang }) => {
      const made = { ...(crowd(1)[0] as GuestView), ...draft, id: desk.record().slice(32), badge: null, source: null } as GuestView;
      desk.guests = [made, ...desk.guests];
      desk.note(made.id, 'guest_added', lang === 'zh' ? '在 Desk 1 添加' : 'Added at Desk 1');
      desk.tell('guests');
      return desk.told(made.id, lang);
    },
    editGuest: async (id, draft, reason, { lang }) => {
      Object.assign(desk.find(id), draft);
      desk.note(id, 'guest_edited', `${Object.keys(draft).join(', ')}${reason ? ` (${reason})` : ''}`);
      desk.tell('guests');
      return desk.told(id, lang);
    },
    planImport: async (file, options, lang) => plan.plan(file, options, lang),
    replanImport: async (options, lang) => plan.replan(options, lang),
    applyImport: async (_asker, onProgress): Promise<ImportReport> => plan.apply(onProgress),
    stopImport: async () => plan.stop(),
    letListGo: async () => plan.letGo(),
    pastImports: async () => structuredClone(desk.past),
    saveRejects: async () => plan.rejects(),
    previewBadge: async (guest) => plan.picture(desk.find(guest), desk.name),
    makeBadges: async (guests, onlyNew, { lang }) => plan.badges(guests, onlyNew, lang),
    showFolder: async () => undefined,
    scan: async (request, { lang }) => desk.scan(request, lang),
    screen: async (request, { lang, operator }) => {
      const guest = desk.find(request.guest);
      const step = guest.screening.find((one) => one.step === request.step);
      if (!step) return fail('no_such_step', 'No such step.', '');
      const state = { pass: 'passed', fail: 'failed', waive: 'waived' } as const;
      Object.assign(step, { state: state[request.outcome], at: desk.stamp(), by: operator ?? 'organiser' });
      desk.note(guest.id, 'screening_result', `${step.label}: ${request.outcome}`);
      const direction = request.direction ?? 'entry';
      const settled = missing(guest).length === 0 && request.checkpoint !== null;
      return desk.decideAt(guest, request.checkpoint ?? 'Main door', direction, settled, lang);
    },
    confirmExit: async (_record, { lang }) => {
      const guest = desk.find(desk.scans[0]?.guest ?? '');
      const answer: Answer = { decision: 'admit', reasons: [], notes: [] };
      return desk.verdict(guest, answer, 'Main door', 'exit', desk.note(guest.id, 'exit_confirmed', 'Exit confirmed'), lang);
    },
    overrideEntry: async (request, { lang }) => {
      const guest = desk.guests.find((one) => one.id === request.guest || one.badge?.code === request.code);
      if (!guest) return fail('not_permitted', 'This code cannot be overridden.', 'Find the guest by name instead.');
      guest.presence = { state: 'inside', zone: 'hall', since: desk.stamp() };
      const record = desk.note(guest.id, 'override', `Override: ${request.reason}`);
      desk.tell('scans', 'occupancy');
      const answer: Answer = { decision: 'admit', reasons: [], notes: [] };
      return { ...desk.verdict(guest, answer, request.checkpoint, 'entry', record, lang), overridden: true };
    },
    voidRecord: async (record) => {
      const line = desk.scans.find((one) => one.record === record);
      desk.scans = desk.scans.filter((one) => one.record !== record);
      desk.past.imports = desk.past.imports.filter((one) => one.import !== record);
      if (desk.past.cut_off?.import === record) desk.past.cut_off = null;
      if (line?.guest) desk.find(line.guest).presence = { state: 'expected', zone: null, since: null };
      desk.tell('scans', 'occupancy', 'guests');
    },
    reissue: async (id, reason, { lang }) => {
      const guest = desk.find(id);
      guest.badge = { code: `12${desk.record().slice(-32)}`, number: '1-77120394', state: 'active' };
      desk.note(id, 'badge_reissued', reason);
      desk.tell('badges', 'guests');
      return desk.told(id, lang);
    },
    setBadge: async (code, state, reason, { lang }) => {
      const guest = desk.guests.find((one) => one.badge?.code === code);
      if (!guest?.badge) return fail('no_such_guest', 'No badge of that code.', '');
      guest.badge.state = state;
      desk.note(guest.id, `badge_${state}`, reason);
      desk.tell('badges', 'guests');
      return desk.told(guest.id, lang);
    },
    erase: async (id, reason, { lang }) => {
      Object.assign(desk.find(id), { name: '(erased)', email: null, phone: null, company: null, title: null, attention: null });
      desk.note(id, 'erased', reason);
      desk.tell('guests', 'badges');
      return desk.told(id, lang);
    },
    occupancy: async () => ({
      inside: desk.inside(),
      capacity: desk.capacity,
      as_of: desk.desks.all.filter((one) => !one.retired).map((one) => ({ desk: one.name, at: one.own ? desk.stamp() : one.at })),
      zones: [
        { zone: 'hall', inside: desk.inside(), capacity: desk.capacity, within: null },
        { zone: 'roped-off', inside: 12, capacity: 20, within: 'hall' },
      ],
      entry_stopped: desk.stopped,
    }),
    stopEntry: async () => {
      desk.stopped = true;
      desk.tell('occupancy');
    },
    resumeEntry: async () => {
      desk.stopped = false;
      desk.tell('occupancy');
    },
    correctCount: async (by) => {
      desk.base += by;
      desk.tell('occupancy');
    },
    everyoneOut: async () => {
      desk.base = 0;
      for (const guest of desk.guests) if (guest.presence.state === 'inside') guest.presence.state = 'left';
      desk.tell('occupancy');
    },
    lastScans: async () => desk.scans,
    ...desk.desks.calls(opened, fail),
    ...desk.safe.calls(opened, fail),
    zoom: async () => undefined,
    onChanged: async (heard) => desk.listen(heard),
    onHanded: async (heard) => {
      desk.openedWith.add(heard);
      return () => desk.openedWith.delete(heard);
    },
  };
  return watched(api, desk);
}

function watched(api: Api, desk: FakeDesk): Api {
  const entries = Object.entries(api).map(([name, call]) => {
    const spied = (...args: unknown[]) => {
      desk.calls.push({ name, args });
      return (call as (...given: unknown[]) => unknown)(...args);
    };
    return [name, spied];
  });
  return Object.fromEntries(entries) as Api;
}

export type { Asker };
