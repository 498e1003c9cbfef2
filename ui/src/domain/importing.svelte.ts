// The list being imported: it stays while other screens are looked at, and a scan in between does no harm.
import { api, type ImportOptions, type Progress } from '../api';
import type { ImportReport } from '../generated/ImportReport';
import type { MappedColumn } from '../generated/MappedColumn';
import { asker, attempt, desk } from './desk.svelte';
import { prefs } from './prefs.svelte';
import { tr } from '../text';
import { importText } from '../text/importing';

/** As the core has it (`import::MAX_BYTES`): a larger file is not even read. */
const LARGEST = 64 * 1024 * 1024;

type Importing = {
  file: string | null;
  report: ImportReport | null;
  reading: boolean;
  progress: Progress | null;
};

export const importing = $state<Importing>({ file: null, report: null, reading: false, progress: null });

let chosen: ImportOptions = { source: null, encoding: null, mapping: null };

export async function read(file: File): Promise<void> {
  if (file.size > LARGEST) {
    desk.error = { code: 'bad_file', message: tr(importText.tooLarge), hint: tr(importText.tooLargeHint) };
    return;
  }
  chosen = { source: null, encoding: null, mapping: null };
  importing.file = file.name;
  importing.reading = true;
  importing.report = (await attempt(() => api().planImport(file, chosen, prefs.lang))) ?? null;
  importing.reading = false;
}

async function again(options: Partial<ImportOptions>): Promise<void> {
  const wanted = { ...chosen, ...options };
  const report = await attempt(() => api().replanImport(wanted, prefs.lang));
  if (!report) return;
  chosen = wanted;
  importing.report = report;
}

export const readAs = (encoding: string): Promise<void> => again({ encoding, mapping: null });

/** Says what one column is; a field that stands once is taken from the column that had it. */
export function mapColumn(column: string, field: string | null): Promise<void> {
  const mapping: MappedColumn[] = (importing.report?.mapping ?? []).map((one) => {
    if (one.column === column) return { column, field };
    return field !== null && field !== 'code' && one.field === field ? { ...one, field: null } : one;
  });
  return again({ mapping });
}

/** Says the same in the language just chosen. */
export const inOtherWords = (): Promise<void> => (importing.report && !importing.report.applied ? again({}) : Promise.resolve());

function advance(progress: Progress): void {
  importing.progress = progress;
}

export async function apply(): Promise<void> {
  importing.progress = { done: 0, total: importing.report?.rows ?? 0 };
  const report = await attempt(() => api().applyImport(asker(), advance));
  importing.progress = null;
  if (report) importing.report = report;
}

export async function another(): Promise<void> {
  if (importing.report && !importing.report.applied) await attempt(() => api().cancelImport());
  importing.file = null;
  importing.report = null;
}
