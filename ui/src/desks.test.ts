// Desks in step, as the window shows it: who is known up to when, kits, files on their way in.
import { cleanup, render } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from './App.svelte';
import { useApi } from './api';
import { FakeDesk, fakeApi } from './api/fake';
import { carrying } from './domain/carrying.svelte';
import { desk } from './domain/desk.svelte';
import { handing } from './domain/desks.svelte';
import { closeAll } from './domain/dialogs.svelte';
import { prefs } from './domain/prefs.svelte';
import * as tone from './domain/tone';
import { all, chooseFiles, click, fill, one, press, settle, text } from './testing';

let backend: FakeDesk;
const called = (name: string) => backend.calls.filter((call) => call.name === name);

async function opened(): Promise<void> {
  render(App);
  await settle();
  await click('start-sample');
}
async function onDesks(): Promise<void> {
  await opened();
  await click('nav-desks');
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  Object.assign(prefs, { lang: 'en', theme: 'night', muted: false, zoom: 1 });
  Object.assign(desk, { event: null, occupancy: null, lastScans: [], desks: [], error: null, screen: 'scan' });
  handing.files = [];
  Object.assign(carrying, { reading: false, plans: null, progress: null, report: null });
  closeAll();
  backend = new FakeDesk();
  useApi(fakeApi(backend));
  vi.spyOn(tone, 'sound').mockImplementation(() => undefined);
});
afterEach(cleanup);

describe('the desks screen', () => {
  it('says of each desk up to when it is known, and how old that is', async () => {
    backend.desks.withOthers();
    await onDesks();
    const rows = all('desk-row').map((row) => row.textContent?.replace(/\s+/g, ' ') ?? '');
    expect(rows).toHaveLength(3);
    expect(rows[0]).toContain('this laptop');
    expect(rows[1]).toMatch(/Side door.*\d\d:\d\d.*3 min ago/);
    expect(rows[2]).toContain('nothing yet');
  });

  it('says on every screen how fresh the picture is', async () => {
    backend.desks.withOthers();
    await opened();
    expect(text('freshness')).toMatch(/Side door up to \d\d:\d\d · nothing from 后门 yet/);
    await click('nav-guests');
    expect(text('freshness')).toContain('Side door up to');
  });

  it('retires a desk by key, and only with a reason', async () => {
    backend.desks.withOthers();
    await onDesks();
    await press('ArrowDown', 'ArrowDown');
    await press('r', 'KeyR');
    await click('reason-go');
    expect(called('retireDesk')).toHaveLength(0);
    await press('1', 'Digit1');
    await click('reason-go');
    expect(called('retireDesk')[0]?.args.slice(0, 2)).toEqual(['2'.padStart(32, '0'), 'The laptop is lost or stolen']);
    expect(all('desk-row')[1]?.textContent).toContain('retired');
  });

  it('gives badges a new key only once that was confirmed', async () => {
    await onDesks();
    await press('n', 'KeyN');
    expect(called('rotateKey')).toHaveLength(0);
    await click('new-key-go');
    expect(called('rotateKey')).toHaveLength(1);
    expect(one('new-key-dialog')).toBeNull();
  });

  it('erases a guest for a reason, and at an organiser’s desk alone', async () => {
    await opened();
    await click('nav-guests');
    await click('guest-row');
    await click('erase');
    await click('reason-go');
    expect(called('erase')).toHaveLength(0);
    await press('1', 'Digit1');
    await click('reason-go');
    expect(called('erase')[0]?.args[1]).toBe('Asked for by the guest');
    expect(text('guest-name')).toBe('(erased)');
  });

  it('offers no erasing where the core would refuse it', async () => {
    for (const own of backend.desks.all) own.organiser = false;
    await opened();
    await click('nav-guests');
    await click('guest-row');
    expect(one('guest-pane')).not.toBeNull();
    expect(one('erase')).toBeNull();
  });

  it('offers no retiring of the desk this laptop is', async () => {
    await onDesks();
    await press('r', 'KeyR');
    expect(one('reason-dialog')).toBeNull();
  });
});

describe('adding a desk', () => {
  async function asked(again: string): Promise<void> {
    await onDesks();
    await press('a', 'KeyA');
    await fill('desk-name', 'Back door');
    await fill('desk-passphrase', 'four good words');
    await fill('desk-passphrase-again', again);
    await click('save-kit');
  }

  it('saves no kit until the passphrase was typed twice alike', async () => {
    await asked('four good wards');
    expect(called('addDesk')).toHaveLength(0);
    expect(one('add-desk-dialog')?.textContent).toContain('not the same');
  });

  it('saves the kit to the stick that is plugged in, and says where it is', async () => {
    await asked('four good words');
    expect(called('addDesk')[0]?.args[0]).toEqual({ name: 'Back door', organiser: false, passphrase: 'four good words', folder: '/media/ana/BLUE' });
    expect(text('kit-path')).toBe('/media/ana/BLUE/Mission Night - Back door.ghkit');
    await click('kit-done');
    expect(all('desk-row')).toHaveLength(2);
  });
});

describe('joining from a kit', () => {
  it('opens the event once the passphrase is right', async () => {
    render(App);
    await settle();
    await click('start-join');
    await chooseFiles('kit-file', 'Mission Night - Back door.ghkit');
    expect(text('kit-name')).toContain('Back door');
    await fill('join-passphrase', 'wrong words');
    await click('join-go');
    expect(one('error')?.dataset.code).toBe('wrong_passphrase');
    await fill('join-passphrase', 'four good words');
    await click('join-go');
    expect(one('idle')).not.toBeNull();
  });

  it('begins by itself when the program was opened with a kit', async () => {
    backend.handOver('Mission Night - Back door.ghkit');
    render(App);
    await settle();
    expect(text('kit-name')).toContain('Back door');
  });

  it('asks before it leaves the event that is open', async () => {
    await opened();
    backend.handOver('Other.ghkit');
    await settle();
    expect(one('kit-dialog')?.textContent).toContain('Other.ghkit');
    await click('kit-join');
    expect(desk.event).toBeNull();
    expect(text('kit-name')).toBe('Other.ghkit');
  });
});

describe('carrying out', () => {
  it('says safe to remove only once the file was written and read back', async () => {
    let written: (() => void) | undefined;
    const slow = fakeApi(backend);
    const real = slow.carryOut;
    slow.carryOut = async (...args) => {
      await new Promise<void>((done) => (written = done));
      return real(...args);
    };
    useApi(slow);
    backend.desks.withOthers();
    await onDesks();
    await press('o', 'KeyO');
    await click('carry-out-go');
    expect(one('carry-out-dialog')?.textContent).toContain('leave the stick in');
    expect(one('carried')).toBeNull();
    written?.();
    await settle();
    expect(text('carried-word')).toBe('Safe to remove');
    expect(text('carried-file')).toContain('/media/ana/BLUE/');
  });

  it('says nothing of removing when the file stays on this laptop', async () => {
    await onDesks();
    await press('o', 'KeyO');
    await click('place-out');
    await click('carry-out-go');
    expect(text('carried-word')).toBe('Written');
  });
});

describe('taking in', () => {
  it('shows first what several files would bring, from whom and how old, and then takes them in by key', async () => {
    backend.desks.plan.missing = [{ desk: '2'.padStart(32, '0'), from: 80, to: 84 }];
    backend.desks.withOthers();
    await onDesks();
    await chooseFiles('bundle-files', 'a.ghbundle', 'damaged.ghbundle');
    expect(all('planned').map((row) => row.textContent?.replace(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/From Side door .*12 min ago/),
      expect.stringContaining('damaged or not whole'),
    ]);
    expect(text('merge-new')).toBe('42');
    expect(text('missing')).toContain('Side door: records 80–84');
    expect(called('applyMerge')).toHaveLength(0);
    expect(document.activeElement).toBe(one('take-in-go'));
    await click('take-in-go');
    expect(called('applyMerge')).toHaveLength(1);
    expect(text('taken-in')).toContain('42 new records');
    await press('Escape', 'Escape');
    expect(all('desk-row')).toHaveLength(3);
  });

  it('lets go of the files and changes nothing on Esc', async () => {
    await onDesks();
    await chooseFiles('bundle-files', 'a.ghbundle');
    await press('Escape', 'Escape');
    expect(called('applyMerge')).toHaveLength(0);
    expect(one('take-in')).toBeNull();
    expect(backend.desks.files).toEqual([]);
  });

  it('leads there from any screen when a file is opened while the window runs', async () => {
    await opened();
    backend.handOver('b.ghbundle');
    await settle();
    expect(one('take-in')).not.toBeNull();
  });

  it('keeps a file that was opened first until its event is open', async () => {
    backend.handOver('b.ghbundle');
    render(App);
    await settle();
    expect(text('bundle-waits')).toContain('b.ghbundle');
    await click('start-sample');
    expect(one('take-in')).not.toBeNull();
  });
});

describe('names the program gave by itself', () => {
  it('are in the language on screen, and go to the backend as they are', async () => {
    backend.desks.withOthers();
    await onDesks();
    expect(all('desk-row')[0]?.textContent).toContain('Desk 1');
    prefs.lang = 'zh';
    await settle();
    expect(all('desk-row')[0]?.textContent).toContain('工作台\u00a01');
    expect(all('desk-row')[1]?.textContent).toContain('Side door');
  });
});

describe('the head count', () => {
  it('says beside the figure how old its oldest part is', async () => {
    backend.desks.withOthers();
    await opened();
    expect(text('occupancy-age')).toBe('nothing from 后门 yet');
    backend.desks.all.pop();
    backend.tell('desks');
    await settle(1100);
    expect(text('occupancy-age')).toBe('Side door: 3 min ago');
  });

  it('says nothing of age where this desk is the only one', async () => {
    await opened();
    expect(one('occupancy-age')).toBeNull();
  });
});

describe('the exchange folder', () => {
  async function exchanging(): Promise<void> {
    backend.desks.withOthers();
    await onDesks();
    await press('e', 'KeyE');
    await click('place-other');
    await fill('place-folder', '/home/ana/Shared');
    await click('exchange-go');
  }

  it('is chosen by key, and says when it was written and what was read of each desk', async () => {
    await exchanging();
    expect(called('startExchange')[0]?.args[0]).toBe('/home/ana/Shared');
    expect(one('exchange')?.dataset.state).toBe('running');
    expect(text('exchange-written')).toContain('just now');
    expect(all('exchange-read').map((cell) => cell.textContent)).toEqual([expect.stringContaining('1 min ago'), 'not yet']);
  });

  it('says on every screen that it is paused, and on its own why', async () => {
    await exchanging();
    if (backend.desks.exchange) backend.desks.exchange.paused = 'The folder is not there.';
    await settle(5100);
    expect(one('exchange')?.textContent).toContain('The folder is not there.');
    await click('nav-guests');
    expect(text('exchange-paused')).toBe('Exchange paused');
  });

  it('is not begun without a folder', async () => {
    backend.desks.withOthers();
    await onDesks();
    await press('e', 'KeyE');
    await click('place-other');
    await click('exchange-go');
    expect(called('startExchange')).toHaveLength(0);
  });
});

describe('findings', () => {
  async function found(): Promise<void> {
    backend.desks.withOthers();
    backend.desks.withDoubleEntry();
    await onDesks();
  }

  it('are counted in the navigation, and show both sides of the story', async () => {
    await found();
    expect(text('nav-findings')).toBe('1');
    await press('f', 'KeyF');
    expect(all('finding-side').map((side) => side.textContent)).toEqual([expect.stringContaining('Desk 1'), expect.stringContaining('Side door')]);
  });

  it('are acknowledged by one key, with what that key says', async () => {
    await found();
    await press('f', 'KeyF');
    await press('2', 'Digit2');
    expect(called('acknowledge')[0]?.args.slice(0, 2)).toEqual(['d'.repeat(64), 'Two people with one badge']);
    expect(one('finding-done')).not.toBeNull();
    expect(one('nav-findings')).toBeNull();
    await press('1', 'Digit1');
    expect(called('acknowledge')).toHaveLength(1);
  });

  it('are acknowledged in a person’s own words too', async () => {
    await found();
    await press('f', 'KeyF');
    await press('w', 'KeyW');
    await fill('reason', 'Twins');
    await click('reason-go');
    expect(called('acknowledge')[0]?.args[1]).toBe('Twins');
  });
});
