// The list being imported: it stays while other screens are looked at, and a scan in between does no harm.
import { api, type ImportOptions, type Progress } from '../api';
import type { ErrorView } from '../generated/ErrorView';
import type { ImportReport } from '../generated/ImportReport';
import type { ListLook } from '../generated/ListLook';
import type { SameOrAnother } from '../generated/SameOrAnother';
import { tr } from '../text';
import { importText } from '../text/importing';
import { asker, attempt, desk, refresh } from './desk.svelte';
import { open } from './dialogs.svelte';
import { prefs } from './prefs.svelte';

/** As the core has it (`import::MAX_BYTES`): a larger file is not even read. */
const LARGEST = 64 * 1024 * 1024;

type Importing = {
  file: string | null;
  look: ListLook | null;
  report: ImportReport | null;
  /** Why the list cannot be planned as it is understood; the look can still be put right. */
  problem: ErrorView | null;
  reading: boolean;
  progress: Progress | null;
  ended: 'cancelling' | 'cancelled' | 'undone' | null;
  /** Where the rows that were not taken were written to. */
  rejects: string | null;
  /** A list that was dropped before there was an event. */
  waiting: File | null;
  /** The import screen is to ask for a file as soon as it stands. */
  asking: boolean;
};

const NOTHING: Omit<Importing, 'waiting' | 'asking'> = { file: null, look: null, report: null, problem: null, reading: false, progress: null, ended: null, rejects: null };
export const importing = $state<Importing>({ ...NOTHING, waiting: null, asking: false });

const UNSAID: ImportOptions = { source: null, encoding: null, sheet: null, header: 'guess', columns: null, answers: {} };
let chosen = $state.raw<ImportOptions>({ ...UNSAID });
/** Only the newest question counts: an answer that comes late is let go. */
let asked = 0;

function tell(code: string, message: string, hint: string): void {
  desk.error = { code, message, hint };
}

/** Takes a list wherever it was dropped: to the import screen, or kept until there is an event. */
export function take(file: File): void {
  if (!desk.event) importing.waiting = file;
  else if (importing.progress) tell('usage', tr(importText.oneAtATime), tr(importText.oneAtATimeHint));
  else {
    desk.screen = 'import';
    void read(file);
  }
}

export async function read(file: File): Promise<void> {
  if (file.size > LARGEST) return tell('bad_file', tr(importText.tooLarge), tr(importText.tooLargeHint));
  chosen = { ...UNSAID };
  Object.assign(importing, NOTHING, { file: file.name, reading: true });
  await show(() => api().planImport(file, chosen, prefs.lang));
  importing.reading = false;
  if (!importing.look) importing.file = null;
}

/** Takes cells copied in a spreadsheet for a list. */
export function paste(text: string): void {
  if (!text.trim()) return tell('bad_file', tr(importText.nothingPasted), tr(importText.nothingPastedHint));
  take(new File([text], tr(importText.pasted)));
}

async function show(call: () => Promise<{ look: ListLook; report: ImportReport | null; error: ErrorView | null }>): Promise<boolean> {
  const mine = (asked += 1);
  const planned = await attempt(call);
  if (mine !== asked || !planned) return false;
  Object.assign(importing, { look: planned.look, report: planned.report, problem: planned.error, ended: null });
  return true;
}

async function again(options: Partial<ImportOptions>): Promise<void> {
  const [before, wanted] = [chosen, { ...chosen, ...options }];
  chosen = wanted;
  if (!(await show(() => api().replanImport(wanted, prefs.lang))) && chosen === wanted) chosen = before;
}

export const readAs = (encoding: string): Promise<void> => again({ encoding });
export const readSheet = (sheet: string): Promise<void> => again({ sheet, header: 'guess', columns: null, answers: {} });
export const readHeader = (header: 'present' | 'absent'): Promise<void> => again({ header, columns: null, answers: {} });
export const callIt = (source: string): Promise<void> => again({ source, answers: {} });
export const answer = (line: number, said: SameOrAnother): Promise<void> => again({ answers: { ...chosen.answers, [line]: said } });
export const answered = (line: number): SameOrAnother | undefined => chosen.answers[line];

/** What several columns may hold. */
const MANY = ['code', 'checked_in'];

/** Says what one column is; a field that stands once is taken from the column that had it. */
export function mapColumn(at: number, field: string | null): Promise<void> {
  const columns = (importing.look?.columns ?? []).map((one, index) => {
    if (index === at) return field;
    return field !== null && !MANY.includes(field) && one.field === field ? null : one.field;
  });
  return again({ columns });
}

/** Says the same in the language just chosen. */
export const inOtherWords = (): Promise<void> => (importing.look && !importing.report?.applied && !importing.progress ? again({}) : Promise.resolve());

function advance(progress: Progress): void {
  importing.progress = progress;
}

export async function apply(): Promise<void> {
  importing.progress = { done: 0, total: importing.report?.rows ?? 0 };
  importing.ended = null;
  const report = await attempt(() => api().applyImport(asker(), advance));
  importing.progress = null;
  if (report?.applied) importing.report = report;
  importing.ended = report && !report.applied ? 'cancelled' : null;
  // One that failed may be half done: that is told too.
  if (!report) await refresh(['guests']);
}

/** Stops an import after the slice it is at; what it brought is taken back. */
export async function stop(): Promise<void> {
  importing.ended = 'cancelling';
  await attempt(() => api().stopImport());
}

/** Leads to where an import is undone; a reason is asked for there. */
export function askUndo(id: string, file: string): void {
  desk.screen = 'import';
  open({ kind: 'undo-import', import: id, file });
}

/** Leads to where the file of an import that was cut off is chosen again. */
export function finish(): void {
  desk.screen = 'import';
  importing.asking = true;
}

export async function undo(id: string, reason: string): Promise<void> {
  await attempt(async () => {
    await api().voidRecord(id, reason, asker());
    if (id === importing.report?.import) importing.ended = 'undone';
  });
}

export async function saveRejects(): Promise<void> {
  importing.rejects = (await attempt(() => api().saveRejects(prefs.lang))) ?? null;
}

export async function another(): Promise<void> {
  if (importing.look) await attempt(() => api().letListGo());
  Object.assign(importing, NOTHING);
}
