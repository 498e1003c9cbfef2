// The made-up event's backups.
import type { EventView } from '../generated/EventView';
import type { Lang } from '../generated/Lang';
import type { FakeDesk } from './fake';
import type { Api, BackupLine } from './types';

const FOLDER = '/events/mission-night/backups';
const MINUTE = 60_000;

export class FakeSafe {
  /** Minutes ago. */
  made: number[] = [1, 11, 64];
  paused: string | null = null;
  notCarried = 14;
  notices: string[] = [];

  constructor(private desk: FakeDesk) {}

  private line(ago: number): BackupLine {
    return { path: `${FOLDER}/backup-${ago}`, at: this.desk.now() - ago * MINUTE, records: 412 - ago };
  }

  calls(opened: (lang: Lang) => EventView, fail: (code: string, message: string, hint: string) => never) {
    return {
      notices: async () => [...this.notices],
      safekeeping: async () => {
        const [last] = this.made;
        const made_at = last === undefined ? null : this.desk.stamp(-last * MINUTE);
        const alone = this.desk.desks.all.length < 2;
        return { backup: { folder: FOLDER, made_at, paused: this.paused }, not_carried: alone ? null : this.notCarried };
      },
      backUp: async () => {
        if (this.paused) fail('disk_full', this.paused, '');
        this.made = [0, ...this.made];
      },
      backups: async (folder) => (folder.includes('nothing') ? [] : this.made.map((ago) => this.line(ago))),
      restoreBackup: async ({ backup }, lang) => {
        if (backup.endsWith('-64')) fail('event_damaged', `This backup is damaged: ${backup}`, 'Choose an earlier one.');
        this.notices = ['What was there before is kept in /events/mission-night/before-restore-1.'];
        return opened(lang);
      },
    } satisfies Partial<Api>;
  }
}
