// Guest lists and badge files of the made-up event.
import type { BadgesReport } from '../generated/BadgesReport';
import type { GuestView } from '../generated/GuestView';
import type { ImportReport } from '../generated/ImportReport';
import type { Lang } from '../generated/Lang';
import type { FakeDesk } from './fake';
import { crowd } from './fake-data';
import type { ImportOptions, Progress } from './types';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

const FIELDS: Record<string, string> = { Name: 'name', 'E-mail': 'email', Company: 'company', Ticket: 'category' };

function report(source: string, options: ImportOptions, lang: Lang): ImportReport {
  const zh = lang === 'zh';
  const columns = ['Name', 'E-mail', 'Company', 'Ticket', 'Dietary needs'];
  return {
    import: null,
    source: options.source ?? source,
    encoding: options.encoding ?? 'UTF-8',
    delimiter: ',',
    sheet: null,
    sheets: [],
    changes: [],
    header_line: 1,
    joined: 3,
    companions: 0,
    questions: [],
    gone_guests: [],
    mapping: options.mapping ?? columns.map((column) => ({ column, field: FIELDS[column] ?? null })),
    rows: 412,
    new: 388,
    changed: 9,
    same: 12,
    gone: 2,
    duplicates: 1,
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

/** Gives the import and badge half of the fake. */
export function fakeImport(desk: FakeDesk) {
  let current: ImportReport | null = null;
  let source = '';
  const reject = (code: string, message: string, hint: string): never => {
    throw { code, message, hint };
  };
  return {
    plan(file: File, options: ImportOptions, lang: Lang): ImportReport {
      if (file.name.endsWith('.html')) {
        return reject('bad_file', 'This is a web page, not a guest list.', 'Export the list as CSV and drop that file here.');
      }
      source = file.name.replace(/\.[^.]*$/, '');
      return (current = report(source, options, lang));
    },
    replan: (options: ImportOptions, lang: Lang) => (current = report(source, options, lang)),
    async apply(onProgress: (progress: Progress) => void): Promise<ImportReport> {
      if (!current) return reject('bad_file', 'No list was read yet.', 'Choose a file first.');
      for (let done = 0; done <= 412; done += 103) {
        onProgress({ done, total: 412 });
        await pause(60);
      }
      desk.guests = crowd(412);
      desk.tell('guests', 'settings');
      return (current = { ...current, applied: true, import: 'c'.repeat(32) });
    },
    cancel: () => void (current = null),
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
