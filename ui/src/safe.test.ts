// How safe what is recorded is, as the window says it: backups, what is not carried out yet, restoring.
import { cleanup, render } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from './App.svelte';
import { useApi } from './api';
import { FakeDesk, fakeApi } from './api/fake';
import { desk } from './domain/desk.svelte';
import { closeAll } from './domain/dialogs.svelte';
import { prefs } from './domain/prefs.svelte';
import * as tone from './domain/tone';
import { all, click, fill, one, press, settle, text } from './testing';

let backend: FakeDesk;
const called = (name: string) => backend.calls.filter((call) => call.name === name);

async function opened(): Promise<void> {
  render(App);
  await settle();
  await click('start-sample');
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  Object.assign(prefs, { lang: 'en', theme: 'night', muted: false, zoom: 1 });
  Object.assign(desk, { event: null, occupancy: null, lastScans: [], desks: [], safe: null, notices: [], error: null, screen: 'scan' });
  closeAll();
  backend = new FakeDesk();
  useApi(fakeApi(backend));
  vi.spyOn(tone, 'sound').mockImplementation(() => undefined);
});
afterEach(cleanup);

describe('the line on every screen', () => {
  it('says when the last backup was made, by the clock of the event', async () => {
    await opened();
    const made = backend.stamp(-60_000).slice(11, 16);
    for (const screen of ['nav-scan', 'nav-guests', 'nav-import', 'nav-badges', 'nav-desks']) {
      await click(screen);
      expect(text('freshness')).toContain(`Backup ${made}`);
    }
  });

  it('counts what no other desk can have yet, and only where there is one', async () => {
    await opened();
    expect(text('freshness')).not.toContain('carried');
    backend.desks.withOthers();
    backend.tell('desks');
    await settle();
    expect(text('freshness')).toContain('14 records not carried out');
    backend.safe.notCarried = 1;
    backend.tell('desks');
    await settle();
    expect(text('freshness')).toContain('1 record not carried out');
  });

  it('says within seconds why no backup is made, and what to do, until one is', async () => {
    await opened();
    expect(one('backup-paused')).toBeNull();
    backend.safe.paused = 'The disk is full. Free some space.';
    await settle(10_000);
    expect(text('backup-paused')).toContain('Free some space.');
    backend.safe.paused = null;
    await settle(10_000);
    expect(one('backup-paused')).toBeNull();
  });
});

describe('restoring', () => {
  it('offers the backups of an event that was opened lately, the newest at hand', async () => {
    render(App);
    await settle();
    await click('recent-backups');
    expect(all('backup-row')).toHaveLength(3);
    expect(document.activeElement).toBe(all('backup-row')[0]);
    expect(text('restore-dialog')).toContain('Restoring undoes nothing');
  });

  it('goes by keys alone, and tells afterwards what was kept', async () => {
    await opened();
    await click('nav-desks');
    await press('s', 'KeyS');
    await press('ArrowDown', 'ArrowDown');
    await press('Enter', 'Enter');
    const [asked] = called('restoreBackup')[0]?.args as [{ backup: string; folder: string }];
    expect(asked).toMatchObject({ backup: '/events/mission-night/backups/backup-11', folder: '/events/mission-night' });
    expect(one('restore-dialog')).toBeNull();
    expect(text('notices')).toContain('What was there before is kept');
    await click('notices-close');
    expect(one('notices')).toBeNull();
  });

  it('says in the dialog why a backup is refused, and leaves the event as it was', async () => {
    await opened();
    await click('nav-desks');
    await press('s', 'KeyS');
    await press('End', 'End');
    await press('Enter', 'Enter');
    expect(text('restore-dialog')).toContain('This backup is damaged');
    expect(desk.event?.name).toBe('Mission Night');
  });

  it('looks for a backup in a folder that is typed, and says when there is none', async () => {
    render(App);
    await settle();
    await click('start-restore');
    await fill('restore-from', '/media/nothing');
    await press('Enter', 'Enter');
    expect(text('no-backups')).toContain('no backup in this folder');
    await fill('restore-from', '/media/STICK/Gala');
    await press('Enter', 'Enter');
    await press('Enter', 'Enter');
    expect(called('restoreBackup')[0]?.args[0]).toMatchObject({ folder: null });
    expect(desk.event).not.toBeNull();
  });

  it('is not offered where the core would refuse it', async () => {
    for (const own of backend.desks.all) own.organiser = false;
    await opened();
    await click('nav-desks');
    expect(one('backups')).not.toBeNull();
    expect(one('restore')).toBeNull();
  });
});
