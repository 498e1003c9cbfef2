// Guest lists and badge files of the made-up event.
import type { BadgesReport } from '../generated/BadgesReport';
import type { GuestView } from '../generated/GuestView';
import type { ImportReport } from '../generated/ImportReport';
import type { Lang } from '../generated/Lang';
import type { ListLook } from '../generated/ListLook';
import type { MaybeSame } from '../generated/MaybeSame';
import type { PastImport } from '../generated/PastImport';
import type { SourceView } from '../generated/SourceView';
import type { FakeDesk } from './fake';
import { crowd } from './fake-data';
import type { ImportOptions, PlannedList, Progress } from './types';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

const COLUMNS: [string, string | null, string[]][] = [
  ['Name', 'name', ['欧阳思源', 'Łukasz Żak', 'Mia Çelik']],
  ['E-mail', 'email', ['guest1@example.org', 'guest2@example.org']],
  ['Company', 'company', ['Eastlake University', 'Northwind']],
  ['Ticket', 'category', ['Engineer', 'Guest', 'Press']],
  ['Dietary needs', null, ['vegan']],
];
const FILE = /\.[^.]*$/;

function look(file: string, options: ImportOptions, sources: SourceView[]): ListLook {
  const known = sources.find((one) => one.name === (options.source ?? sources[0]?.name));
  const names = COLUMNS[0]?.[2] ?? [];
  const garbled = ['æ¬§é˜³æ€\u009dæº\u0090', 'Å\u0081ukasz Å»ak'];
  return {
    file,
    encoding: options.encoding ?? 'UTF-8',
    delimiter: ',',
    sheet: null,
    sheets: [],
    header_line: options.header === 'absent' ? null : 1,
    tool: 'luma',
    rows: 412,
    columns: COLUMNS.map(([column, field, samples], at) => ({ column, field: options.columns ? (options.columns[at] ?? null) : field, samples })),
    remembered: false,
    names: options.encoding === 'windows-1252' ? garbled : names,
    encodings: [
      { encoding: 'UTF-8', names, unreadable: 0 },
      { encoding: 'windows-1252', names: garbled, unreadable: 0 },
      { encoding: 'GB18030', names: [], unreadable: 7 },
    ],
    source: { name: known?.name ?? options.source ?? file.replace(FILE, ''), known: !!known, why: options.source ? 'said' : known ? 'same_columns' : 'another' },
    sources,
  };
}

function questions(options: ImportOptions): MaybeSame[] {
  const all: MaybeSame[] = [
    { line: 31, name: '王伟', company: 'Eastlake University', guest: '7'.padStart(32, '0'), earlier_line: null, known: 'wei@eastlake.example · luma' },
    { line: 92, name: 'Wang Wei', company: 'Gazette', guest: null, earlier_line: 12, known: '' },
  ];
  return all.filter((one) => !options.answers[one.line]);
}

function report(seen: ListLook, options: ImportOptions, lang: Lang): ImportReport {
  const zh = lang === 'zh';
  const same = Object.values(options.answers).filter((said) => said === 'same').length;
  return {
    import: null,
    source: seen.source.name,
    encoding: seen.encoding,
    delimiter: ',',
    sheet: null,
    sheets: [],
    header_line: seen.header_line,
    changes: [
      { line: 44, name: 'Mia Çelik', field: 'company', before: 'Acme', after: 'Acme Broadcasting' },
      { line: 44, name: 'Mia Çelik', field: 'category', before: 'guest', after: 'Press' },
      { line: 61, name: '王薇', field: 'status', before: 'approved', after: 'pending' },
    ],
    mapping: seen.columns.map(({ column, field }) => ({ column, field })),
    rows: 412,
    new: 388 - same,
    changed: 9,
    same: 12 + same,
    gone: seen.source.known ? 2 : 0,
    gone_guests: seen.source.known ? [{ guest: '4'.padStart(32, '0'), name: '单雄信', company: 'Kestrel Robotics' }, { guest: '9'.padStart(32, '0'), name: '王文远', company: 'Independent' }] : [],
    questions: questions(options),
    duplicates: 3,
    joined: 4,
    companions: 5,
    not_admitted: 14,
    rejected: [
      { line: 57, column: 'E-mail', value: 'ana@@example', reason: zh ? '不是电子邮箱地址' : 'not an e-mail address' },
      { line: 212, column: 'Name', value: '', reason: zh ? '没有姓名、邮箱或电话' : 'no name, e-mail or phone' },
      { line: 301, column: 'E-mail', value: 'MIA@ACME.EXAMPLE', reason: zh ? '与第 44 行重复' : 'the same guest as line 44' },
    ],
    warnings: [
      { line: 88, column: 'Phone', value: '1.38E+10', reason: zh ? '电话被表格软件改写，不用于匹配' : 'a phone the spreadsheet has changed: kept, not used to match' },
    ],
    new_categories: ['Volunteer'],
    applied: false,
    preview: crowd(8).map((guest, index) => ({
      line: index + 2,
      name: guest.name,
      email: guest.email ?? '',
      company: guest.company ?? '',
      category: guest.category,
      status: guest.status,
    })),
  };
}

function picture(guest: GuestView, event: string): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="420" height="592"><rect width="420" height="592" fill="#fff"/><rect width="420" height="96" fill="${guest.colour}"/><text x="28" y="60" font-size="28" fill="#fff" font-family="sans-serif">${event}</text><text x="28" y="200" font-size="44" font-weight="700" font-family="sans-serif">${guest.name.slice(0, 18)}</text><text x="28" y="250" font-size="24" fill="#555" font-family="sans-serif">${guest.company}</text><text x="28" y="300" font-size="24" font-family="sans-serif">${guest.category}</text><rect x="250" y="420" width="140" height="140" fill="#111"/></svg>`;
  return `data:image/svg+xml;utf8,${encodeURIComponent(svg)}`;
}

function pastImport(desk: FakeDesk, file: string, { source, changed, same, rejected, ...done }: ImportReport): PastImport {
  return { import: 'c'.repeat(32), at: desk.stamp(), source, file, desk: 'Desk 1', operator: 'organiser', new: done.new, changed, same, rejected: rejected.length };
}

/** Gives the import and badge half of the fake. */
export function fakeImport(desk: FakeDesk) {
  let file = '';
  let current: ImportReport | null = null;
  let stopped = false;
  const sources: SourceView[] = [];
  const reject = (code: string, message: string, hint: string): never => {
    throw { code, message, hint };
  };
  function planned(options: ImportOptions, lang: Lang): PlannedList {
    const seen = look(file, options, sources);
    const named = seen.columns.some((column) => column.field === 'name' || column.field === 'email');
    current = named ? report(seen, options, lang) : null;
    const error = named ? null : { code: 'bad_file', message: 'No column is a name, an e-mail or a phone.', hint: 'Say below which one is.' };
    return { look: seen, report: current, error };
  }
  return {
    plan(chosen: File, options: ImportOptions, lang: Lang): PlannedList {
      if (chosen.name.endsWith('.html')) {
        return reject('bad_file', 'This is a web page, not a guest list.', 'Export the list as CSV and drop that file here.');
      }
      file = chosen.name;
      return planned(options, lang);
    },
    replan: planned,
    async apply(onProgress: (progress: Progress) => void): Promise<ImportReport> {
      if (!current) return reject('bad_file', 'No list was read yet.', 'Choose a file first.');
      stopped = false;
      for (let done = 0; done <= 412; done += 103) {
        onProgress({ done, total: 412 });
        await pause(60);
        if (stopped) return current;
      }
      desk.guests = crowd(412);
      sources.push({ name: current.source, guests: 412 });
      desk.past = { imports: [pastImport(desk, file, current), ...desk.past.imports], cut_off: null };
      desk.tell('guests', 'settings');
      return (current = { ...current, applied: true, import: 'c'.repeat(32) });
    },
    stop: () => void (stopped = true),
    letGo: () => void (current = null),
    rejects: () => `/home/ana/Events/mission-night/out/${file.replace(FILE, '')} rejected.csv`,
    picture,
    badges(guests: string[] | null, onlyNew: boolean, lang: Lang): BadgesReport {
      const wanted = desk.guests.filter((one) => (guests ? guests.includes(one.id) : !onlyNew || !one.badge));
      const good = wanted.filter((one) => one.status === 'approved');
      const why = lang === 'zh' ? '未获批准' : 'not approved';
      const left = wanted.filter((one) => one.status !== 'approved');
      return {
        badges: good.length,
        pages: good.length,
        files: ['/home/ana/Events/mission-night/out/badges-2026-11-28.pdf'],
        left_out: left.map((one) => ({ guest: one.id, name: one.name, reason: why })),
        not_printable: good.slice(0, 1).map((one) => ({ guest: one.id, name: `${one.name} 🦊`, characters: '🦊' })),
      };
    },
  };
}
