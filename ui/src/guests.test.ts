// The guest screen over a made-up desk: found, filtered, taken together, changed, and taken back.
import { cleanup, render } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from './App.svelte';
import { useApi } from './api';
import { FakeDesk, fakeApi } from './api/fake';
import { codeOf } from './api/fake-data';
import { desk } from './domain/desk.svelte';
import { closeAll } from './domain/dialogs.svelte';
import { list } from './domain/guestlist.svelte';
import { many } from './domain/many.svelte';
import { prefs } from './domain/prefs.svelte';
import { dismiss } from './domain/scanning.svelte';
import { selection } from './domain/selection.svelte';
import * as tone from './domain/tone';
import { all, click, fill, one, press, scanned, settle, text } from './testing';

// A hundred keys a test: a busy machine needs the room.
vi.setConfig({ testTimeout: 60_000 });

let backend: FakeDesk;

async function guests(): Promise<void> {
  render(App);
  await settle();
  await click('start-sample');
  await click('nav-guests');
  await settle(200);
}
/** Happy-dom lays nothing out; the list believes it is 600 px high. */
const rows = (): string[] => all('guest-row').map((row) => row.querySelector('b')?.textContent ?? '');
const taken = (): string[] => all('guest-row').filter((row) => row.getAttribute('aria-selected') === 'true').map((row) => row.querySelector('b')?.textContent ?? '');
const facet = (name: string): HTMLElement | undefined => all('facet').find((one) => one.dataset.facet === name);
const statusOf = (name: string): string | undefined => backend.guests.find((one) => one.name === name)?.status;
async function inRows(): Promise<void> {
  one('guest-list')?.focus();
  await settle();
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  Object.assign(prefs, { lang: 'en', theme: 'night', muted: false, zoom: 1 });
  Object.assign(desk, { event: null, occupancy: null, lastScans: [], look: false, direction: 'entry', error: null, screen: 'scan' });
  Object.assign(many, { doing: null, progress: null, report: null });
  list.belongTo('');
  selection.clear();
  dismiss();
  closeAll();
  backend = new FakeDesk();
  useApi(fakeApi(backend));
  vi.spyOn(tone, 'sound').mockImplementation(() => undefined);
});
afterEach(cleanup);

describe('the guest list', () => {
  it('fetches only what is in sight of a long list', async () => {
    backend.fill(10_000);
    await guests();
    expect(text('guest-count')).toBe('10,000 guests');
    expect(all('guest-row').length).toBeLessThan(40);
    const limits = backend.calls.filter((call) => call.name === 'guests').map((call) => (call.args[0] as { limit: number }).limit);
    expect(Math.max(...limits)).toBe(100);
  });

  it('leaves no queue behind whoever drags through it: the page in sight comes next', async () => {
    backend.fill(10_000);
    await guests();
    const before = backend.calls.filter((call) => call.name === 'guests').length;
    for (let at = 500; at <= 9_000; at += 500) list.need(at, at + 20);
    await settle();
    const asked = backend.calls.filter((call) => call.name === 'guests').slice(before);
    expect(asked.length).toBeLessThanOrEqual(2);
    expect((asked.at(-1)?.args[0] as { offset: number }).offset).toBe(9_000);
  });

  it('counts the guests it shows, not those of a search it is still waiting for', async () => {
    await guests();
    await fill('search', 'harbour');
    await settle(200);
    const found = text('guest-count');
    expect(found).toContain('of 30');
    const [real, late] = [fakeApi(backend), (ms: number) => new Promise((done) => setTimeout(done, ms))];
    useApi({ ...real, guests: (query, lang) => late(500).then(() => real.guests(query, lang)) });
    await fill('search', '');
    await settle(200);
    expect(text('guest-count')).toBe(found);
    await settle(600);
    expect(text('guest-count')).toBe('30 guests');
  });

  it('keeps search, filter and guest while a scan comes in between', async () => {
    await guests();
    await fill('search', 'harbour');
    await settle(200);
    await press('ArrowDown', 'ArrowDown');
    const looked = text('guest-name');
    await scanned(codeOf(1));
    expect(one('verdict')).not.toBeNull();
    await click('nav-guests');
    await settle(200);
    expect((one('search') as HTMLInputElement).value).toBe('harbour');
    expect(text('guest-name')).toBe(looked);
  });

  it('stays with the guest whose name was changed, wherever the name now stands', async () => {
    await guests();
    await press('ArrowDown', 'ArrowDown');
    const id = one('guest-row')?.parentElement?.querySelector<HTMLElement>('.chosen')?.dataset.guest;
    backend.guests.reverse();
    backend.tell('guests');
    await settle(300);
    expect(list.current?.id).toBe(id);
    expect(list.chosen).toBe(backend.guests.findIndex((guest) => guest.id === id));
  });

  it('says what to do when nobody fits', async () => {
    await guests();
    await fill('search', 'zzzz');
    await settle(200);
    expect(text('guests-empty')).toContain('Nobody by “zzzz”');
    expect(one('empty-add')).not.toBeNull();
    await press('Escape', 'Escape');
    await settle(200);
    expect(rows().length).toBeGreaterThan(5);
  });
});

describe('a filter', () => {
  it('counts each choice, is set by key, narrows a search and is taken away with Esc', async () => {
    await guests();
    await press('f', 'KeyF', { altKey: true });
    expect(facet('status:pending')?.textContent).toContain('2');
    facet('status:pending')?.click();
    await settle(200);
    expect(facet('category:Speaker')?.textContent).toContain('1');
    await press('Escape', 'Escape');
    expect(rows()).toEqual(['王薇', 'Wang Wenjun']);
    expect(text('chip')).toBe('Not approved');
    await fill('search', 'wenjun');
    await settle(200);
    expect(rows()).toEqual(['Wang Wenjun']);
    await press('Escape', 'Escape');
    await press('Escape', 'Escape');
    await settle(200);
    expect(one('chip')).toBeNull();
    expect(text('guest-count')).toBe('30 guests');
  });

  it('that shows nobody offers everybody again', async () => {
    await guests();
    list.toggle({ facet: 'presence', value: 'inside' });
    await settle(200);
    expect(text('guests-empty')).toContain('Nobody fits the filter');
    await click('empty-clear');
    await settle(200);
    expect(rows().length).toBeGreaterThan(5);
  });
});

describe('a selection', () => {
  it('is made by Space, Shift with arrows, and mouse', async () => {
    await guests();
    await inRows();
    const names = rows();
    await press(' ', 'Space');
    expect(taken()).toEqual([names[0]]);
    await press('ArrowDown', 'ArrowDown', { shiftKey: true });
    await press('ArrowDown', 'ArrowDown', { shiftKey: true });
    expect(taken()).toEqual(names.slice(0, 3));
    await press('ArrowUp', 'ArrowUp', { shiftKey: true });
    expect(taken(), 'back up lets go').toEqual(names.slice(0, 2));
    all('guest-row')[4]?.dispatchEvent(new MouseEvent('click', { ctrlKey: true, bubbles: true }));
    all('guest-row')[6]?.dispatchEvent(new MouseEvent('click', { shiftKey: true, bubbles: true }));
    await settle();
    expect(taken()).toEqual([names[0], names[1], names[4], names[5], names[6]]);
    expect(text('selected')).toBe('5 selected');
    await press('Escape', 'Escape');
    expect(one('act-bar')).toBeNull();
  });

  it('takes in all the filter shows with Ctrl A, and no one else', async () => {
    backend.fill(5_000);
    await guests();
    list.toggle({ facet: 'category', value: 'Press' });
    await settle(200);
    await inRows();
    await press('a', 'KeyA', { ctrlKey: true });
    const press_ = backend.guests.filter((guest) => guest.category === 'Press').length;
    expect(text('selected')).toBe(`${press_} selected`);
  });

  it('leaves Ctrl A in a search that holds text to the text', async () => {
    await guests();
    await fill('search', 'wang');
    one('search')?.focus();
    await press('a', 'KeyA', { ctrlKey: true });
    expect(one('act-bar')).toBeNull();
  });
});

describe('many at once', () => {
  async function three(): Promise<string[]> {
    await guests();
    await inRows();
    await press(' ', 'Space');
    for (let n = 0; n < 2; n += 1) await press('ArrowDown', 'ArrowDown', { shiftKey: true });
    return taken();
  }

  it('are blocked only with a reason, refused at the door, and as they were after Alt Z', async () => {
    const names = await three();
    await press('b', 'KeyB', { altKey: true });
    await click('reason-go');
    expect(statusOf(names[0]!)).toBe('approved');
    await press('1', 'Digit1');
    await click('reason-go');
    await settle(300);
    expect(names.map(statusOf)).toEqual(['blocked', 'blocked', 'blocked']);
    expect(text('many-done')).toContain('3 blocked');
    await scanned(codeOf(backend.guests.findIndex((guest) => guest.name === names[0])));
    expect(one('verdict')?.dataset.codes).toContain('guest_blocked');
    await click('nav-guests');
    await settle(200);
    await press('z', 'KeyZ', { altKey: true });
    await settle(300);
    expect(names.map(statusOf)).toEqual(['approved', 'approved', 'approved']);
    expect(one('many-done')).toBeNull();
  });

  it('are approved at one key, also from the search field', async () => {
    await guests();
    list.toggle({ facet: 'status', value: 'pending' });
    await settle(200);
    one('search')?.focus();
    await press('a', 'KeyA', { ctrlKey: true });
    await press('a', 'KeyA', { altKey: true });
    await settle(300);
    expect(backend.guests.filter((guest) => guest.status === 'pending')).toEqual([]);
  });

  it('get a category by its number', async () => {
    const names = await three();
    await press('k', 'KeyK', { altKey: true });
    await press('3', 'Digit3');
    await settle(300);
    expect(backend.guests.filter((guest) => names.includes(guest.name)).map((guest) => guest.category)).toEqual(['Press', 'Press', 'Press']);
  });

  it('can be stopped half-way; the rest stays as it was', async () => {
    backend.fill(2_000);
    await guests();
    await inRows();
    await press('a', 'KeyA', { ctrlKey: true });
    await press('k', 'KeyK', { altKey: true });
    await press('5', 'Digit5');
    await click('many-stop');
    await settle(300);
    expect(text('many-done')).toContain('stopped');
    expect(backend.guests.filter((guest) => guest.category !== 'Staff').length).toBeGreaterThan(1_000);
  });

  it('become badges', async () => {
    await three();
    await press('p', 'KeyP', { altKey: true });
    expect(one('badges-marked')?.getAttribute('aria-checked')).toBe('true');
    expect(text('badges-marked')).toContain('3 selected');
  });

  it('go into a file, only they', async () => {
    await three();
    await press('x', 'KeyX', { altKey: true });
    await press('2', 'Digit2');
    const call = backend.calls.find((one) => one.name === 'exportGuests');
    expect((call?.args[0] as string[]).length).toBe(3);
    expect(text('exported')).toContain('guests.xlsx');
    await click('export-folder');
    expect(backend.calls.some((one) => one.name === 'showFolder')).toBe(true);
  });
});

describe('another event', () => {
  it('begins with nobody selected, nothing to undo and no filter', async () => {
    await guests();
    list.toggle({ facet: 'category', value: 'Press' });
    await settle(200);
    await inRows();
    await press(' ', 'Space');
    expect(selection.size).toBe(1);
    await press('w', 'KeyW', { ctrlKey: true });
    expect(selection.size).toBe(0);
    expect(list.filter).toEqual([]);
  });
});

describe('a guest added by hand', () => {
  const added = () => backend.calls.filter((call) => call.name === 'addGuest').map((call) => call.args[0]);

  it.each(['name', 'email', 'phone'])('needs no more than a %s', async (field) => {
    await guests();
    await click('add-guest');
    await fill(`guest-form-${field}`, '138 0013 8000');
    await click('guest-form-save');
    expect(added()).toEqual([expect.objectContaining({ [field]: '138 0013 8000' })]);
    expect(one('guest-form')).toBeNull();
  });

  it('is nobody with a company alone', async () => {
    await guests();
    await click('add-guest');
    await fill('guest-form-company', 'Kestrel');
    await click('guest-form-save');
    expect(text('guest-form')).toContain('Give a name, an e-mail or a phone number.');
    expect(added()).toEqual([]);
  });
});

describe('one guest', () => {
  it('is cancelled by key with a reason when nobody is selected', async () => {
    await guests();
    await press('c', 'KeyC', { altKey: true });
    expect(text('reason-dialog')).toContain('Cancel 欧阳思源');
    await press('1', 'Digit1');
    await click('reason-go');
    await settle(300);
    expect(statusOf('欧阳思源')).toBe('cancelled');
  });

  it('has a history by day in which one act stands together and what is void is struck through', async () => {
    const id = backend.guests[0]!.id;
    backend.note(id, 'standing_set', 'Blocked');
    backend.note(id, 'noted', 'Note: asked to stay away');
    const line = backend.history.get(id)?.[0];
    if (line) line.voided = true;
    await guests();
    const acts = all('act');
    expect(acts[0]?.querySelectorAll('p').length).toBe(2);
    expect(acts[0]?.querySelector('.voided')?.textContent).toContain('Blocked');
    expect(one('history')?.querySelectorAll('h4').length).toBe(1);
  });

  it('shows what two desks said, until a person says which holds', async () => {
    const guest = backend.guests[0]!;
    backend.kept.set(guest.id, [{ field: 'company', values: ['Northwind'] }]);
    await guests();
    expect(text('keep-company')).toContain(guest.company ?? '');
    await click('take-company');
    const call = backend.calls.find((one) => one.name === 'editGuest');
    expect(call?.args[1]).toEqual({ company: 'Northwind' });
  });
});
