// A guest list as the organiser brings it: from anywhere, understood in sight, put right, undone as one.
import { cleanup, render } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from './App.svelte';
import { useApi, type ImportOptions } from './api';
import { FakeDesk, fakeApi } from './api/fake';
import { desk } from './domain/desk.svelte';
import { closeAll } from './domain/dialogs.svelte';
import { another, importing } from './domain/importing.svelte';
import { prefs } from './domain/prefs.svelte';
import { dayAndHour } from './domain/time';
import * as tone from './domain/tone';
import { all, chooseFiles, click, fill, one, press, scanned, settle, text } from './testing';
import { codeOf } from './api/fake-data';

let backend: FakeDesk;
const called = (name: string) => backend.calls.filter((call) => call.name === name);
/** What was said of the list the last time. */
const said = () => called('replanImport').at(-1)?.args[0] as ImportOptions;

async function opened(): Promise<void> {
  render(App);
  await settle();
  await click('start-sample');
}
async function planned(name = 'list.csv'): Promise<void> {
  await opened();
  await click('nav-import');
  await chooseFiles('file', name);
}
async function imported(name = 'list.csv'): Promise<void> {
  await planned(name);
  await click('apply-import');
  await settle(1000);
}

function dropping(name: string): DragEvent {
  const event = new Event('drop', { bubbles: true, cancelable: true }) as DragEvent;
  Object.defineProperty(event, 'dataTransfer', { value: { files: [new File(['Name\nAnn\n'], name)], types: ['Files'] } });
  return event;
}
async function drop(name: string): Promise<void> {
  document.body.dispatchEvent(dropping(name));
  await settle();
}
async function paste(data: string): Promise<void> {
  const event = new Event('paste', { bubbles: true, cancelable: true });
  Object.defineProperty(event, 'clipboardData', { value: { files: [], getData: () => data } });
  (document.activeElement ?? document.body).dispatchEvent(event);
  await settle();
}

beforeEach(async () => {
  vi.useFakeTimers();
  localStorage.clear();
  Object.assign(prefs, { lang: 'en', theme: 'night', muted: false, zoom: 1 });
  Object.assign(desk, { event: null, occupancy: null, lastScans: [], desks: [], imports: null, error: null, screen: 'scan' });
  closeAll();
  backend = new FakeDesk();
  useApi(fakeApi(backend));
  await another();
  Object.assign(importing, { waiting: null, asking: false });
  vi.spyOn(tone, 'sound').mockImplementation(() => undefined);
});
afterEach(cleanup);

describe('a list comes in', () => {
  it('wherever it is dropped, and its plan is shown', async () => {
    await opened();
    await click('nav-guests');
    await drop('来宾.csv');
    expect(text('import-plan')).toContain('来宾.csv');
    expect(text('import-new')).toBe('388');
  });

  it('with its figures in groups of three, however large', async () => {
    await planned();
    Object.assign(importing.report!, { new: 100_000, gone: 1_234 });
    await settle();
    expect([text('import-new'), text('import-gone')]).toEqual(['100,000', '1,234']);
  });

  it('before there is an event, and is read once it is made', async () => {
    render(App);
    await settle();
    await drop('来宾.csv');
    expect(text('list-waits')).toContain('来宾.csv');
    await fill('event-name', 'Gala');
    await click('create-go');
    expect(text('import-plan')).toContain('来宾.csv');
  });

  it('as cells pasted from a spreadsheet, and not while a field is typed in', async () => {
    await opened();
    await click('nav-import');
    await paste('Name\tE-mail\nAnn\tann@example.org\n');
    expect(text('import-plan')).toContain('Pasted list');
    const [file] = called('planImport')[0]?.args as [File];
    expect(await file.text()).toContain('Ann\tann@example.org');
    one('source-name')?.focus();
    await paste('Gala');
    expect(called('planImport')).toHaveLength(1);
  });

  it('never in place of one that is being imported', async () => {
    await planned();
    one('apply-import')?.click();
    await settle(70);
    await drop('other.csv');
    expect(text('error')).toContain('An import is under way');
    await settle(1000);
    expect(one('import-done')).not.toBeNull();
  });
});

describe('what was understood', () => {
  it('is shown with the first names in clear in every encoding, and read again in the one chosen', async () => {
    await planned();
    expect(text('import-names')).toContain('欧阳思源');
    await click('import-encoding');
    const offered = all('import-encoding')[0]?.parentElement?.textContent ?? '';
    expect(offered).toContain('7 unreadable');
    document.querySelector<HTMLElement>('[role=option][data-value=GB18030]')?.click();
    await settle();
    expect(said().encoding).toBe('GB18030');
  });

  it('can be put right column by column with the keyboard alone', async () => {
    await planned();
    await press('c', 'KeyC');
    expect(document.activeElement).toBe(one('map-0'));
    await press('ArrowDown', 'ArrowDown');
    await press('ArrowDown', 'ArrowDown');
    expect(document.activeElement).toBe(one('map-2'));
    one('map-2')?.click();
    await settle();
    expect(document.activeElement?.getAttribute('data-value')).toBe('company');
    await press('ArrowDown', 'ArrowDown');
    (document.activeElement as HTMLElement).click();
    await settle();
    expect(said().columns).toEqual(['name', 'email', 'title', 'category', null]);
    expect(document.activeElement).toBe(one('map-2'));
  });

  it('takes a field away from the column that had it', async () => {
    await planned();
    await click('map-4');
    document.querySelector<HTMLElement>('[role=option][data-value=company]')?.click();
    await settle();
    expect(said().columns).toEqual(['name', 'email', null, 'category', 'company']);
  });

  it('can be put right even where nothing can be planned of it', async () => {
    await planned();
    for (const column of ['map-0', 'map-1']) {
      await click(column);
      document.querySelector<HTMLElement>('[role=option][data-value=""]')?.click();
      await settle();
    }
    expect(text('import-plan')).toContain('No column is a name');
    expect((one('apply-import') as HTMLButtonElement).disabled).toBe(true);
    await click('map-0');
    document.querySelector<HTMLElement>('[role=option][data-value=name]')?.click();
    await settle();
    expect(text('import-new')).toBe('388');
  });

  it('says so while no column is the name, though every guest has an address', async () => {
    await planned();
    expect(one('no-name')).toBeNull();
    await click('map-0');
    document.querySelector<HTMLElement>('[role=option][data-value=""]')?.click();
    await settle();
    expect(text('import-new')).toBe('388');
    expect(text('no-name')).toContain('press C');
  });

  it('may have a header or none', async () => {
    await planned();
    await click('import-header');
    document.querySelector<HTMLElement>('[role=option][data-value=absent]')?.click();
    await settle();
    expect(said()).toMatchObject({ header: 'absent', columns: null });
  });
});

describe('which list it is', () => {
  it('is not asked before there was one; its name can be changed', async () => {
    await planned('Spring party.csv');
    expect(one('source-newer')).toBeNull();
    expect((one('source-name') as HTMLInputElement).value).toBe('Spring party');
    await fill('source-name', 'Partners');
    one('source-name')?.dispatchEvent(new FocusEvent('focusout', { bubbles: true }));
    await settle();
    expect(said().source).toBe('Partners');
  });

  it('is guessed from then on, and a person says otherwise', async () => {
    await imported();
    await click('other-file');
    await chooseFiles('file', 'list.csv');
    expect(one('import-source')?.dataset).toMatchObject({ source: 'list', known: 'true' });
    expect(text('import-gone')).toBe('2');
    expect(text('import-source')).toContain('It has the same columns.');
    one('source-another')?.click();
    await settle();
    expect(said().source).toBe('list 2');
    expect(one('import-gone')).toBeNull();
  });
});

describe('the plan', () => {
  it('shows changes field by field, and who is a question is asked', async () => {
    await planned();
    const changes = text('import-changes').replace(/\s+/g, ' ');
    expect(changes).toContain('Acme');
    expect(changes).toContain('Acme Broadcasting');
    expect(all('question')).toHaveLength(2);
    all('question-same')[0]?.click();
    await settle();
    expect(said().answers).toEqual({ 31: 'same' });
    expect(text('import-new')).toBe('387');
    expect(all('question')[0]?.dataset.said).toBe('same');
    all('question-another')[0]?.click();
    await settle();
    expect(text('import-new')).toBe('388');
  });

  it('writes the rows that were not taken to a file by one key', async () => {
    await planned();
    await press('r', 'KeyR');
    expect(text('rejects-saved')).toContain('list rejected.csv');
  });

  it('is not the answer to an older question when answers cross', async () => {
    await planned();
    const real = fakeApi(backend);
    const late = (ms: number) => new Promise((done) => setTimeout(done, ms));
    useApi({ ...real, replanImport: (options, lang) => late(500).then(() => real.replanImport(options, lang)) });
    await click('map-4');
    document.querySelector<HTMLElement>('[role=option][data-value=title]')?.click();
    useApi(real);
    await click('map-4');
    document.querySelector<HTMLElement>('[role=option][data-value=attention]')?.click();
    await settle(600);
    expect(one('map-4')?.dataset.value).toBe('attention');
  });
});

describe('an import under way', () => {
  it('goes on while a guest is scanned, and every screen says how far it is', async () => {
    await planned();
    one('apply-import')?.click();
    await settle(130);
    await scanned(codeOf(1));
    expect(one('verdict')).not.toBeNull();
    expect(text('nav-import')).toMatch(/\d+ %/);
    await settle(1000);
    await click('nav-import');
    expect(one('import-done')).not.toBeNull();
  });

  it('is stopped by Escape, says that nothing stays, and can be begun again', async () => {
    await planned();
    one('apply-import')?.click();
    await settle(70);
    await press('Escape', 'Escape');
    await settle(200);
    expect(text('import-cancelled')).toContain('nothing of it stays');
    expect(backend.guests).toHaveLength(30);
    await click('apply-import');
    await settle(1000);
    expect(one('import-done')).not.toBeNull();
  });

  it('is undone as one afterwards, with a reason', async () => {
    await imported();
    await press('u', 'KeyU');
    await press('1', 'Digit1');
    await click('reason-go');
    expect(called('voidRecord')[0]?.args.slice(0, 2)).toEqual(['c'.repeat(32), 'The wrong file']);
    expect(one('import-undone')).not.toBeNull();
    expect(one('undo-import')).toBeNull();
  });
});

describe('what was imported before', () => {
  it('stands on the import screen with when, whose and how many, and is undone as one with a reason', async () => {
    await imported('friends.csv');
    await click('other-file');
    const row = text('past-import').replace(/\s+/g, ' ');
    for (const told of ['friends', 'organiser · Desk 1', '388 new, 9 changed, 12 the same.', '3 rejected']) expect(row).toContain(told);
    expect(row).toContain(dayAndHour(backend.past.imports[0]?.at ?? '', 'en'));
    await click('past-undo');
    expect(text('reason-dialog')).toContain('Undo the import of friends.csv');
    await press('3', 'Digit3');
    await click('reason-go');
    expect(called('voidRecord')[0]?.args.slice(0, 2)).toEqual(['c'.repeat(32), 'The list is not final']);
    expect(one('past-imports')).toBeNull();
  });

  it('is undone by its own button where there are several, and only what was left out is told as such', async () => {
    const list = { at: '2026-11-28T18:05:00+01:00', desk: 'Desk 1', operator: '', new: 4, changed: 0, same: 1, rejected: 0 };
    backend.past.imports = ['a', 'b'].map((one) => ({ ...list, import: one.repeat(32), source: one, file: `${one}.csv` }));
    await opened();
    await click('nav-import');
    expect(text('past-import')).toContain('28 Nov 18:05');
    expect(text('past-import')).not.toMatch(/rejected|·/);
    all('past-undo')[1]?.click();
    await settle();
    expect(text('reason-dialog')).toContain('Undo the import of b.csv');
    await press('1', 'Digit1');
    await click('reason-go');
    expect(called('voidRecord')[0]?.args[0]).toBe('b'.repeat(32));
    expect(all('past-import').map((row) => row.dataset.import)).toEqual(['a'.repeat(32)]);
  });

  it('is told in Chinese with Chinese names, its sentences without a blank between them', async () => {
    await imported('friends.csv');
    prefs.lang = 'zh';
    await click('other-file');
    const row = text('past-import');
    expect(row).toContain('组织者 · 工作台\u00a01');
    expect(row).toMatch(/12\u00a0?[^ ]*。未接受 3。/u);
    expect(row).toContain(dayAndHour(backend.past.imports[0]?.at ?? '', 'zh'));
  });
});

describe('an import that was cut off', () => {
  const cut = { import: 'd'.repeat(32), file: 'team.csv' };

  it('is told on every screen, and its file can be chosen again by a button', async () => {
    backend.past.cut_off = cut;
    await opened();
    for (const screen of ['scan', 'guests', 'badges', 'desks', 'import']) {
      await click(`nav-${screen}`);
      expect(text('cut-off')).toContain('The import of team.csv was cut off half-way');
    }
    await click('nav-scan');
    const asked = vi.spyOn(HTMLInputElement.prototype, 'click');
    await click('cut-off-finish');
    expect(asked.mock.contexts).toEqual([one('file')]);
    asked.mockRestore();
    await chooseFiles('file', 'team.csv');
    await click('apply-import');
    expect(one('cut-off')).toBeNull();
    await settle(1000);
    expect(one('cut-off')).toBeNull();
  });

  it('can be undone by a button, with a reason', async () => {
    backend.past.cut_off = cut;
    await opened();
    await click('cut-off-undo');
    await press('1', 'Digit1');
    await click('reason-go');
    expect(called('voidRecord')[0]?.args.slice(0, 2)).toEqual([cut.import, 'The wrong file']);
    expect(one('cut-off')).toBeNull();
  });

  it('is told as well where nobody knows its file any more', async () => {
    backend.past.cut_off = { ...cut, file: '' };
    await opened();
    expect(text('cut-off')).toMatch(/^\s*An import was cut off half-way/);
  });
});
