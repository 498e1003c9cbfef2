// The window over a made-up desk: what a person at the door does, and what must be seen.
import { cleanup, render } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from './App.svelte';
import { useApi } from './api';
import { FakeDesk, fakeApi } from './api/fake';
import { codeOf } from './api/fake-data';
import { desk } from './domain/desk.svelte';
import { closeAll } from './domain/dialogs.svelte';
import { prefs } from './domain/prefs.svelte';
import { dismiss } from './domain/scanning.svelte';
import * as tone from './domain/tone';
import { one, press, scanned, settle, text } from './testing';

let backend: FakeDesk;
async function opened(): Promise<void> {
  render(App);
  await settle();
  one('start-sample')?.click();
  await settle();
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  Object.assign(prefs, { lang: 'en', theme: 'night', muted: false, zoom: 1 });
  Object.assign(desk, { event: null, occupancy: null, lastScans: [], look: false, direction: 'entry', error: null, screen: 'scan' });
  dismiss();
  closeAll();
  backend = new FakeDesk();
  useApi(fakeApi(backend));
  vi.spyOn(tone, 'sound').mockImplementation(() => undefined);
});
afterEach(cleanup);

describe('the scan screen', () => {
  it('is ready at once after the sample was opened', async () => {
    await opened();
    expect(one('idle')).not.toBeNull();
    expect(text('occupancy-inside')).toBe('186');
  });

  it('names the missing steps, passes them by key, and admits without a second scan', async () => {
    await opened();
    await scanned(codeOf(1));
    expect(one('verdict')?.dataset.decision).toBe('refer');
    expect(one('verdict')?.dataset.codes).toContain('screening_missing');
    expect(text('verdict-name')).toBe('Łukasz Żak');
    await press('1', 'Digit1');
    expect(one('step-id')?.dataset.state).toBe('passed');
    await press('2', 'Digit2');
    await press('3', 'Digit3');
    expect(one('verdict')?.dataset.decision).toBe('admit');
    expect(text('occupancy-inside')).toBe('187');
  });

  it('says already inside at a later scan of the same badge', async () => {
    await opened();
    await scanned(codeOf(1));
    for (const key of ['1', '2', '3']) await press(key, `Digit${key}`);
    await settle(4000);
    await scanned(codeOf(1));
    expect(one('verdict')?.dataset.codes).toContain('already_inside');
  });

  it('shows a repeat without a second tone', async () => {
    await opened();
    await scanned(codeOf(1));
    await scanned(codeOf(1));
    expect(one('repeat')?.textContent).toContain('Same badge');
    expect(tone.sound).toHaveBeenCalledTimes(1);
  });

  it('fails a step with Shift and its digit', async () => {
    await opened();
    await scanned(codeOf(1));
    await press('!', 'Digit1', { shiftKey: true });
    expect(one('step-id')?.dataset.state).toBe('failed');
    expect(one('verdict')?.dataset.decision).toBe('refuse');
  });

  it('waives a step only with a reason', async () => {
    await opened();
    await scanned(codeOf(1));
    await press('2', 'Digit2', { altKey: true });
    expect(one('reason-dialog')).not.toBeNull();
    one('reason-go')?.click();
    await settle();
    expect(one('step-metal')?.dataset.state).toBe('not_done');
    await press('1', 'Digit1');
    one('reason-go')?.click();
    await settle();
    expect(one('step-metal')?.dataset.state).toBe('waived');
  });

  it('records nothing in look mode until Enter admits', async () => {
    await opened();
    await press('l', 'KeyL');
    await scanned(codeOf(1));
    expect(one('look-only')).not.toBeNull();
    for (const key of ['1', '2', '3']) await press(key, `Digit${key}`);
    expect(text('verdict-word')).toBe('In order');
    expect(text('occupancy-inside')).toBe('186');
    await press('Enter', 'Enter');
    expect(text('verdict-word')).toBe('Admit');
    expect(text('occupancy-inside')).toBe('187');
  });

  it('tells two scanners at once to scan again, and sends nothing', async () => {
    await opened();
    await scanned([...codeOf(1)].map((digit, n) => digit + codeOf(2)[n]).join(''));
    expect(one('verdict')?.dataset.codes).toBe('two_at_once');
    expect(backend.calls.some((call) => call.name === 'scan')).toBe(false);
  });

  it('offers no override for a code that is not ours', async () => {
    await opened();
    await scanned('9999999999999999999999999999999999');
    expect(one('verdict')?.dataset.decision).toBe('refuse');
    expect(one('override')).toBeNull();
    await press('o', 'KeyO');
    expect(one('reason-dialog')).toBeNull();
  });

  it('says the verdict in a live region', async () => {
    await opened();
    await scanned(codeOf(15));
    expect(text('announce')).toContain('Do not admit. José García Márquez');
  });

  it('turns to exit with X, and back', async () => {
    await opened();
    await press('x', 'KeyX');
    expect(one('direction')?.dataset.direction).toBe('exit');
    await scanned(codeOf(0));
    expect(text('verdict-word')).toBe('Goodbye');
  });

  it('voids the last scan with a reason', async () => {
    await opened();
    await scanned(codeOf(1));
    await press('z', 'KeyZ', { ctrlKey: true });
    await press('1', 'Digit1');
    one('reason-go')?.click();
    await settle();
    expect(backend.calls.find((call) => call.name === 'voidRecord')?.args[1]).toBe('Wrong badge scanned');
    expect(one('idle')).not.toBeNull();
  });
});

describe('a verdict', () => {
  it('goes with the event it was given in', async () => {
    await opened();
    await scanned(codeOf(1));
    await press('w', 'KeyW', { ctrlKey: true });
    one('start-sample')?.click();
    await settle();
    expect(one('verdict')).toBeNull();
    expect(one('idle')).not.toBeNull();
  });
});

describe('a dialog', () => {
  it('hides the keys of the screen below, not those of the whole window', async () => {
    await opened();
    await press('/', 'Slash');
    await press('t', 'KeyT', { ctrlKey: true });
    await press('l', 'KeyL', { ctrlKey: true });
    await press('=', 'Equal', { ctrlKey: true });
    expect(prefs).toMatchObject({ theme: 'paper', lang: 'zh', zoom: 1.1 });
    await press('2', 'Digit2', { ctrlKey: true });
    expect(desk.screen).toBe('scan');
    expect(one('find-dialog')).not.toBeNull();
  });

  it('of help closes by the key that opened it', async () => {
    await opened();
    await press('F1', 'F1');
    expect(one('help-dialog')).not.toBeNull();
    await press('F1', 'F1');
    expect(one('help-dialog')).toBeNull();
  });
});

describe('a scan', () => {
  it('works from every screen and closes what is open', async () => {
    await opened();
    one('nav-guests')?.click();
    await settle();
    one('add-guest')?.click();
    await settle();
    expect(one('guest-form')).not.toBeNull();
    await scanned(codeOf(1));
    expect(one('guest-form')).toBeNull();
    expect(text('verdict-name')).toBe('Łukasz Żak');
  });

  it('closes a dialog of the scan screen too, and leaves no digit in its field', async () => {
    await opened();
    await press('/', 'Slash');
    expect(document.activeElement).toBe(one('find-input'));
    await scanned(codeOf(1));
    expect(one('find-dialog')).toBeNull();
    expect(text('verdict-name')).toBe('Łukasz Żak');
  });

  it('does nothing while no event is open', async () => {
    render(App);
    await settle();
    await scanned(codeOf(1));
    expect(one('start')).not.toBeNull();
    expect(backend.calls.some((call) => call.name === 'scan')).toBe(false);
  });

  it('of a guest found by name is decided like any other', async () => {
    await opened();
    await press('/', 'Slash');
    const input = one('find-input') as HTMLInputElement;
    input.value = '单雄信';
    input.dispatchEvent(new Event('input', { bubbles: true }));
    await settle();
    one('find-row')?.click();
    await settle();
    expect(text('verdict-name')).toBe('单雄信');
    expect(text('verdict-notes')).toContain('Wheelchair');
  });
});

describe('the window', () => {
  it('changes language and theme while running', async () => {
    await opened();
    one('lang-toggle')?.click();
    await settle();
    expect(text('nav-scan')).toBe('扫描');
    expect(document.documentElement.lang).toBe('zh-Hans');
    one('theme-toggle')?.click();
    await settle();
    expect(document.documentElement.dataset.theme).toBe('paper');
  });

  it('shows what went wrong and what to do', async () => {
    render(App);
    await settle();
    document.querySelectorAll<HTMLElement>('[data-testid="recent"]')[1]?.click();
    await settle();
    expect(text('error')).toContain('This event is open in another program.');
    expect(text('error')).toContain('Close it there');
  });

  it('asks a new event for its name', async () => {
    render(App);
    await settle();
    one('start-create')?.click();
    await settle();
    one('create-go')?.click();
    await settle();
    expect(document.body.textContent).toContain('An event needs a name.');
  });

  it('leads from a new event to its guest list', async () => {
    render(App);
    await settle();
    one('start-create')?.click();
    await settle();
    const name = one('event-name') as HTMLInputElement;
    name.value = 'Open house';
    name.dispatchEvent(new Event('input', { bubbles: true }));
    one('create-go')?.click();
    await settle();
    expect(one('drop')).not.toBeNull();
  });

  it('stops entry with a reason, says so on every screen, and resumes', async () => {
    await opened();
    one('occupancy')?.click();
    await settle();
    one('stop-entry')?.click();
    await settle();
    one('reason-1')?.click();
    one('reason-go')?.click();
    await settle();
    expect(one('entry-stopped')).not.toBeNull();
    await scanned(codeOf(0));
    expect(one('verdict')?.dataset.codes).toContain('entry_stopped');
    one('entry-stopped')?.click();
    await settle();
    one('resume-entry')?.click();
    await settle();
    expect(one('entry-stopped')).toBeNull();
  });
});

describe('a guest list', () => {
  async function planned(): Promise<void> {
    await opened();
    one('nav-import')?.click();
    await settle();
    const input = one('file') as HTMLInputElement;
    Object.defineProperty(input, 'files', { value: [new File(['Name\nAnn\n'], 'list.csv')] });
    input.dispatchEvent(new Event('change', { bubbles: true }));
    await settle();
  }

  it('is shown before anything changes, and imported on request', async () => {
    await planned();
    expect(text('import-new')).toBe('388');
    expect(backend.guests).toHaveLength(30);
    one('apply-import')?.click();
    await settle(1000);
    expect(one('import-done')).not.toBeNull();
    expect(backend.guests).toHaveLength(412);
  });

  it('stays as it is while a guest is scanned in between', async () => {
    await planned();
    await scanned(codeOf(1));
    one('nav-import')?.click();
    await settle();
    expect(text('import-new')).toBe('388');
  });

  it('becomes badges, and says who was left out', async () => {
    await planned();
    one('nav-badges')?.click();
    await settle();
    one('make-badges')?.click();
    await settle();
    expect(Number(one('badges-made')?.dataset.badges)).toBeGreaterThan(0);
    expect(text('badges-made')).toContain('Left out');
  });
});
