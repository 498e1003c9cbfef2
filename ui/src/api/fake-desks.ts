// The made-up event's other desks, and files on their way in.
import type { DeskView } from '../generated/DeskView';
import type { EventView } from '../generated/EventView';
import type { ExchangeView } from '../generated/ExchangeView';
import type { FindingView } from '../generated/FindingView';
import type { MergePlan } from '../generated/MergePlan';
import type { FakeDesk } from './fake';
import type { Api, HandedFile } from './types';

const view = (name: string, slot: number, more: Partial<DeskView> = {}): DeskView => ({
  id: slot.toString(16).padStart(32, '0'),
  name,
  slot,
  organiser: false,
  retired: false,
  own: false,
  up_to: 0,
  at: null,
  told_at: null,
  branched: false,
  ...more,
});

export class FakeDesks {
  all: DeskView[] = [view('Desk 1', 1, { own: true, organiser: true, up_to: 412 })];
  files: HandedFile[] = [];
  passphrase = 'four good words';

  plan: MergePlan = { new: 42, known: 7, waiting: 0, missing: [], from: 'Side door', made_at: '', complete: false };

  exchange: ExchangeView | null = null;

  findings: FindingView[] = [];

  constructor(private desk: FakeDesk) {}

  /** Two more desks: one heard of three minutes ago, one never. */
  withOthers(): void {
    const at = this.desk.stamp(-180_000);
    this.all.push(view('Side door', 2, { up_to: 88, at, told_at: at }), view('后门', 3));
  }

  /** Somebody let in at two desks that had not heard of each other. */
  withDoubleEntry(): void {
    const at = this.desk.stamp(-600_000);
    const side = (desk: string, operator: string) => ({ record: `${desk}-1`.padEnd(64, '0'), at, desk, operator, text: 'Entered hall' });
    const sides = [side('Desk 1', 'organiser'), side('Side door', 'Dana')];
    const desks = sides.map((one) => one.desk);
    this.findings.push({ id: 'd'.repeat(64), kind: 'double_entry', text: 'Łukasz Żak was let in at two desks', at, desks, explained: false, acknowledged: false, sides });
  }

  calls(opened: (lang: 'en' | 'zh') => EventView, fail: (code: string, message: string, hint: string) => never) {
    return {
      desks: async () => structuredClone(this.all),
      addDesk: async ({ name, organiser, folder }) => {
        if (this.all.some((one) => one.name === name)) fail('usage', 'A new desk needs a name no other desk has', 'Choose another name.');
        this.all.push(view(name, this.all.length + 1, { organiser }));
        this.desk.tell('desks');
        return { file: `${folder ?? '/events/mission-night/out'}/${this.desk.name} - ${name}.ghkit` };
      },
      retireDesk: async (id) => {
        for (const one of this.all) if (one.id === id) one.retired = true;
        this.desk.tell('desks');
      },
      rotateKey: async () => this.desk.tell('badges'),
      carryPlaces: async () => [
        { path: '/media/ana/BLUE', name: 'BLUE' },
        { path: '/events/mission-night/out', name: null },
      ],
      handIn: async (file) => {
        this.files.push({ name: file.name, kind: file.name.endsWith('.ghkit') ? 'kit' : 'bundle' });
        return [...this.files];
      },
      handed: async () => [...this.files],
      letGo: async () => void (this.files = []),
      carryOut: async (folder) => ({ file: `${folder ?? '/events/mission-night/out'}/mission-night-1-412.ghbundle`, records: 412, bytes: 48_200 }),
      planMerge: async () =>
        this.files.map(({ name }) => {
          if (name.includes('damaged')) return { name, plan: null, error: { code: 'bundle_damaged', message: `This file is damaged or not whole: ${name}`, hint: 'Copy it again.' } };
          return { name, plan: { ...this.plan, made_at: this.plan.made_at || this.desk.stamp(-720_000) }, error: null };
        }),
      applyMerge: async (_asker, onProgress) => {
        const { new: fresh, known, waiting, missing } = this.plan;
        onProgress({ done: fresh, total: fresh });
        this.files = [];
        this.desk.tell('desks', 'guests', 'occupancy');
        return { new: fresh, known, waiting, missing };
      },
      startExchange: async (folder) => {
        const others = this.all.filter((one) => !one.own && !one.retired);
        const desks = others.map(({ id, name, told_at }) => ({ desk: id, name, read_at: told_at && this.desk.stamp(-60_000), told_at }));
        this.exchange = { folder, paused: null, written_at: this.desk.stamp(), desks, waiting: 0, missing: [], unreadable: [] };
        this.desk.tell('desks');
        return this.exchange;
      },
      stopExchange: async () => {
        this.exchange = null;
        this.desk.tell('desks');
      },
      exchangeState: async () => structuredClone(this.exchange),
      findings: async () => structuredClone(this.findings),
      acknowledge: async (id) => {
        for (const one of this.findings) if (one.id === id) one.acknowledged = true;
        this.desk.tell('desks');
      },
      join: async (passphrase, _folder, lang) => {
        if (passphrase !== this.passphrase) fail('wrong_passphrase', 'This passphrase does not open the kit', 'Type it again with care.');
        this.files = [];
        return opened(lang);
      },
    } satisfies Partial<Api>;
  }
}
