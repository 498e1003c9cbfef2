// The one door to the backend: every call the window makes, by name and type.
import type { BadgesReport } from '../generated/BadgesReport';
import type { BadgeState } from '../generated/BadgeState';
import type { BackupView } from '../generated/BackupView';
import type { Carried } from '../generated/Carried';
import type { DeskView } from '../generated/DeskView';
import type { Direction } from '../generated/Direction';
import type { EditedGuests } from '../generated/EditedGuests';
import type { ErrorView } from '../generated/ErrorView';
import type { EventView } from '../generated/EventView';
import type { ExchangeView } from '../generated/ExchangeView';
import type { FindingView } from '../generated/FindingView';
import type { ExportedList } from '../generated/ExportedList';
import type { Facet } from '../generated/Facet';
import type { GuestCounts } from '../generated/GuestCounts';
import type { GuestHistory } from '../generated/GuestHistory';
import type { GuestList } from '../generated/GuestList';
import type { ImportReport } from '../generated/ImportReport';
import type { HeaderRow } from '../generated/HeaderRow';
import type { Lang } from '../generated/Lang';
import type { ListLook } from '../generated/ListLook';
import type { MergePlan } from '../generated/MergePlan';
import type { OccupancyView } from '../generated/OccupancyView';
import type { Outcome } from '../generated/Outcome';
import type { SameOrAnother } from '../generated/SameOrAnother';
import type { PastImports } from '../generated/PastImports';
import type { ScanLine } from '../generated/ScanLine';
import type { Status } from '../generated/Status';
import type { Taken } from '../generated/Taken';
import type { Verdict } from '../generated/Verdict';

export type Changed = 'guests' | 'occupancy' | 'settings' | 'badges' | 'scans' | 'desks' | 'exchange' | 'backups';
export type RecentEvent = { folder: string; name: string };
/** `open`: a folder to open at once, because the program was started with it; said once. */
export type StartState = { recent: RecentEvent[]; sampleFolder: string | null; open?: string | null };
export type NewEvent = { name: string; timezone: string | null; capacity: number | null; folder: string | null };
export type GuestDraft = {
  name?: string;
  email?: string;
  phone?: string;
  company?: string;
  category?: string;
  status?: Status;
  attention?: string;
};
/** `place_of`: whose place among those found is asked for too. */
export type GuestQuery = { search?: string; filter?: Facet<string>[]; offset?: number; limit: number; place_of?: string };
export type ManyEdited = { guests: string[]; draft: GuestDraft; reason: string | null };
export type ListEnding = 'csv' | 'xlsx';
/** What a person says of a list; null and `guess`: as understood. `columns`: one entry a column. */
export type ImportOptions = {
  source: string | null;
  encoding: string | null;
  sheet: string | null;
  header: HeaderRow;
  columns: (string | null)[] | null;
  /** To questions of the report, by line. */
  answers: Record<number, SameOrAnother>;
};
/** How a list reads, and what its import would do; or why that cannot be said. */
export type PlannedList = { look: ListLook; report: ImportReport | null; error: ErrorView | null };
export type Progress = { done: number; total: number };
export type ScanRequest = {
  codes: string[];
  guest: string | null;
  checkpoint: string;
  direction: Direction | null;
  look: boolean;
};
export type StepRequest = {
  guest: string;
  step: string;
  outcome: Outcome;
  reason: string | null;
  checkpoint: string | null;
  direction: Direction | null;
};
export type OverrideRequest = {
  code: string | null;
  guest: string | null;
  checkpoint: string;
  reason: string;
  name: string | null;
};

/** `folder`: null is the event's own. */
export type DeskDraft = { name: string; organiser: boolean; passphrase: string; folder: string | null };
export type KitSaved = { file: string };
/** `name`: of a drive that can be taken out; null for the event's own folder. */
export type CarryPlace = { path: string; name: string | null };
/** A file of another desk that waits to be used. */
export type HandedFile = { name: string; kind: 'bundle' | 'kit' };

/** `not_carried`: own records no file holds yet; null where there is no other desk. */
export type Safekeeping = { backup: BackupView; not_carried: number | null };
/** `at` in milliseconds since 1970; null for a copy that was given another name. */
export type BackupLine = { path: string; at: number | null; records: number | null };
/** `folder`: null is a new one among the other events. */
export type RestoreRequest = { backup: string; folder: string | null; operator: string | null };

/** What taking a file in would bring, or why it cannot be. */
export type PlannedFile = { name: string; plan: MergePlan | null; error: ErrorView | null };

/** Who asks, and in which language the answer shall be. */
export type Asker = { operator: string | null; lang: Lang };

export interface Api {
  startState(): Promise<StartState>;
  openEvent(folder: string, lang: Lang): Promise<EventView>;
  createEvent(event: NewEvent, lang: Lang): Promise<EventView>;
  openSample(lang: Lang): Promise<EventView>;
  closeEvent(): Promise<void>;
  event(lang: Lang): Promise<EventView>;
  /** Gives what opening the event had to say. */
  notices(lang: Lang): Promise<string[]>;

  safekeeping(lang: Lang): Promise<Safekeeping>;
  backUp(lang: Lang): Promise<void>;
  /** Finds the backups in a folder, the newest first. */
  backups(folder: string, lang: Lang): Promise<BackupLine[]>;
  /** Puts a backup in the place of an event's database and opens it; what was open stays so where it fails. */
  restoreBackup(request: RestoreRequest, lang: Lang): Promise<EventView>;

  guests(query: GuestQuery, lang: Lang): Promise<GuestList>;
  /** Gives the ids of a page of the list, in order. */
  guestIds(query: GuestQuery, lang: Lang): Promise<string[]>;
  /** Counts what each choice of the filter would show. */
  guestCounts(query: GuestQuery, lang: Lang): Promise<GuestCounts>;
  guest(id: string, lang: Lang): Promise<GuestHistory>;
  addGuest(draft: GuestDraft, asker: Asker): Promise<GuestHistory>;
  editGuest(id: string, draft: GuestDraft, reason: string | null, asker: Asker): Promise<GuestHistory>;
  /** Says the same of many guests; stopped half-way it is said of fewer. */
  editGuests(edit: ManyEdited, asker: Asker, onProgress: (progress: Progress) => void): Promise<EditedGuests>;
  /** Takes back what the last edit of many guests said. */
  takeBackEdit(asker: Asker, onProgress: (progress: Progress) => void): Promise<void>;
  stopEdit(): Promise<void>;
  /** Writes guests into the event's `out` folder; null: all on the list. */
  exportGuests(guests: string[] | null, ending: ListEnding, lang: Lang): Promise<ExportedList>;

  planImport(file: File, options: ImportOptions, lang: Lang): Promise<PlannedList>;
  replanImport(options: ImportOptions, lang: Lang): Promise<PlannedList>;
  /** Gives a report that is not applied where it was stopped. */
  applyImport(asker: Asker, onProgress: (progress: Progress) => void): Promise<ImportReport>;
  stopImport(): Promise<void>;
  letListGo(): Promise<void>;
  /** Gives the imports that stand, the newest first, and one that was cut off. */
  pastImports(lang: Lang): Promise<PastImports>;
  /** Writes the rows that were not taken beside the event, with the reasons; gives the file. */
  saveRejects(lang: Lang): Promise<string>;

  /** Gives a data URL of a picture. */
  previewBadge(guest: string, lang: Lang): Promise<string>;
  makeBadges(guests: string[] | null, onlyNew: boolean, asker: Asker): Promise<BadgesReport>;
  showFolder(): Promise<void>;

  scan(request: ScanRequest, asker: Asker): Promise<Verdict>;
  screen(request: StepRequest, asker: Asker): Promise<Verdict>;
  confirmExit(record: string, asker: Asker): Promise<Verdict>;
  overrideEntry(request: OverrideRequest, asker: Asker): Promise<Verdict>;
  voidRecord(record: string, reason: string, asker: Asker): Promise<void>;
  reissue(guest: string, reason: string, asker: Asker): Promise<GuestHistory>;
  setBadge(code: string, state: Extract<BadgeState, 'active' | 'revoked'>, reason: string, asker: Asker): Promise<GuestHistory>;
  /** Takes out what was said of a guest, here and at every desk that hears of it; for good. */
  erase(guest: string, reason: string, asker: Asker): Promise<GuestHistory>;

  occupancy(lang: Lang): Promise<OccupancyView>;
  stopEntry(reason: string, asker: Asker): Promise<void>;
  resumeEntry(asker: Asker): Promise<void>;
  correctCount(by: number, zone: string | null, reason: string, asker: Asker): Promise<void>;
  everyoneOut(asker: Asker): Promise<void>;
  lastScans(lang: Lang): Promise<ScanLine[]>;

  desks(lang: Lang): Promise<DeskView[]>;
  addDesk(draft: DeskDraft, asker: Asker): Promise<KitSaved>;
  retireDesk(desk: string, reason: string, asker: Asker): Promise<void>;
  /** Badges issued from now on have a new key. */
  rotateKey(asker: Asker): Promise<void>;
  carryPlaces(lang: Lang): Promise<CarryPlace[]>;
  /** Gives all files that wait. */
  handIn(file: File, lang: Lang): Promise<HandedFile[]>;
  handed(): Promise<HandedFile[]>;
  letGo(): Promise<void>;
  /** Makes this laptop the desk of the kit that waits; `folder` null: among the other events. */
  join(passphrase: string, folder: string | null, lang: Lang): Promise<EventView>;

  /** Writes what other desks may lack; returns once it was read back. `folder` null: the event's own. */
  carryOut(folder: string | null, asker: Asker): Promise<Carried>;
  planMerge(lang: Lang): Promise<PlannedFile[]>;
  applyMerge(asker: Asker, onProgress: (progress: Progress) => void): Promise<Taken>;

  /** Exchanges through a folder from now on, and again whenever the event is opened. */
  startExchange(folder: string, lang: Lang): Promise<ExchangeView | null>;
  stopExchange(lang: Lang): Promise<void>;
  exchangeState(lang: Lang): Promise<ExchangeView | null>;

  findings(lang: Lang): Promise<FindingView[]>;
  acknowledge(finding: string, reason: string, asker: Asker): Promise<void>;

  /** Makes the whole window larger or smaller; 1 is as designed. */
  zoom(factor: number): Promise<void>;
  /** Tells when something changed; gives back how to stop listening. */
  onChanged(heard: (kinds: Changed[]) => void): Promise<() => void>;
  /** Tells when a file was opened with the program while it runs. */
  onHanded(heard: () => void): Promise<() => void>;
}
