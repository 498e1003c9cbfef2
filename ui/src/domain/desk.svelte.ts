// The open event as every screen sees it, and who stands at this desk.
import { api, asError, type Asker, type Changed, type Safekeeping } from '../api';
import type { CheckpointView } from '../generated/CheckpointView';
import type { DeskView } from '../generated/DeskView';
import type { Direction } from '../generated/Direction';
import type { ErrorView } from '../generated/ErrorView';
import type { EventView } from '../generated/EventView';
import type { ExchangeView } from '../generated/ExchangeView';
import type { FindingView } from '../generated/FindingView';
import type { OccupancyView } from '../generated/OccupancyView';
import type { PastImports } from '../generated/PastImports';
import type { ScanLine } from '../generated/ScanLine';
import { prefs } from './prefs.svelte';

export type Screen = 'scan' | 'guests' | 'import' | 'badges' | 'desks';

type Desk = {
  event: EventView | null;
  occupancy: OccupancyView | null;
  lastScans: ScanLine[];
  desks: DeskView[];
  findings: FindingView[];
  /** None while nothing is exchanged through a folder. */
  exchange: ExchangeView | null;
  safe: Safekeeping | null;
  imports: PastImports | null;
  /** What opening the event had to say, until it was read. */
  notices: string[];
  screen: Screen;
  checkpoint: string;
  direction: Direction;
  operator: string | null;
  look: boolean;
  error: ErrorView | null;
  /** Counts up whenever guests, badges or presence changed: lists read it to know they are old. */
  guestsChanged: number;
};

export const desk = $state<Desk>({
  event: null,
  occupancy: null,
  lastScans: [],
  desks: [],
  findings: [],
  exchange: null,
  safe: null,
  imports: null,
  notices: [],
  screen: 'scan',
  checkpoint: '',
  direction: 'entry',
  operator: null,
  look: false,
  error: null,
  guestsChanged: 0,
});

export const asker = (): Asker => ({ operator: desk.operator, lang: prefs.lang });

/** Runs a call; what it rejects with is shown to the person and undefined comes back. */
export async function attempt<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    const value = await call();
    desk.error = null;
    return value;
  } catch (thrown) {
    desk.error = asError(thrown);
    return undefined;
  }
}

export const checkpointNow = (): CheckpointView | undefined =>
  desk.event?.checkpoints.find((one) => one.name === desk.checkpoint);

/** Takes in an opened event and shows the scan screen, ready. */
export async function enter(event: EventView, screen: Screen = 'scan'): Promise<void> {
  desk.event = event;
  desk.screen = screen;
  const known = remembered(event.event);
  choose(event.checkpoints.some((one) => one.name === known.checkpoint) ? known.checkpoint : (event.checkpoints[0]?.name ?? ''));
  desk.operator = event.operators.some((one) => one.name === known.operator) ? known.operator : null;
  await Promise.all([refresh(['occupancy', 'scans', 'desks', 'backups']), take('imports', () => api().pastImports(prefs.lang)), take('notices', () => api().notices(prefs.lang))]);
}

export function choose(checkpoint: string): void {
  desk.checkpoint = checkpoint;
  const served = checkpointNow();
  desk.direction = served?.entry === false ? 'exit' : 'entry';
  remember();
}

export function chooseOperator(name: string): void {
  desk.operator = name;
  remember();
}

export function turn(): void {
  const served = checkpointNow();
  if (served?.entry && served.exit) desk.direction = desk.direction === 'entry' ? 'exit' : 'entry';
}

export async function leave(): Promise<void> {
  await attempt(() => api().closeEvent());
  desk.event = null;
  desk.occupancy = null;
  desk.lastScans = [];
  desk.desks = [];
  desk.findings = [];
  desk.exchange = null;
  desk.safe = null;
  desk.imports = null;
  desk.notices = [];
  desk.look = false;
}

/** Fetches again what changed, and only that. */
export async function refresh(kinds: Changed[]): Promise<void> {
  if (!desk.event) return;
  const lang = prefs.lang;
  const has = (...wanted: Changed[]) => wanted.some((kind) => kinds.includes(kind));
  if (has('guests', 'badges', 'occupancy')) desk.guestsChanged += 1;
  await Promise.all([
    has('occupancy', 'settings', 'desks') && take('occupancy', () => api().occupancy(lang)),
    has('scans', 'occupancy') && take('lastScans', () => api().lastScans(lang)),
    has('desks', 'settings') && take('desks', () => api().desks(lang)),
    has('desks') && take('findings', () => api().findings(lang)),
    has('desks', 'exchange') && take('exchange', () => api().exchangeState(lang)),
    has('desks', 'exchange', 'backups') && take('safe', () => api().safekeeping(lang)),
    has('guests') && take('imports', () => api().pastImports(lang)),
    has('settings', 'guests') && take('event', () => api().event(lang)),
  ]);
}

async function take<K extends 'occupancy' | 'lastScans' | 'event' | 'desks' | 'exchange' | 'findings' | 'safe' | 'imports' | 'notices'>(what: K, call: () => Promise<Desk[K]>): Promise<void> {
  try {
    const value = await call();
    if (desk.event) desk[what] = value;
  } catch (thrown) {
    desk.error = asError(thrown);
  }
}

type Remembered = { checkpoint: string; operator: string };
const keyOf = (event: string) => `gatehouse.desk.${event}`;

function remembered(event: string): Remembered {
  try {
    return { checkpoint: '', operator: '', ...(JSON.parse(localStorage.getItem(keyOf(event)) ?? '{}') as Partial<Remembered>) };
  } catch {
    return { checkpoint: '', operator: '' };
  }
}

function remember(): void {
  if (!desk.event) return;
  const kept = { checkpoint: desk.checkpoint, operator: desk.operator };
  try {
    localStorage.setItem(keyOf(desk.event.event), JSON.stringify(kept));
  } catch {
    // Then the desk is asked again at the next start.
  }
}
