// The real backend: the only file that calls invoke.
import { Channel, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { getCurrentWebview } from '@tauri-apps/api/webview';

import type { Api, Changed, PlannedList, Progress } from './types';

const packed = (value: unknown) => encodeURIComponent(JSON.stringify(value));

function channel(onProgress: (progress: Progress) => void): Channel<Progress> {
  const made = new Channel<Progress>();
  made.onmessage = onProgress;
  return made;
}

export const tauriApi: Api = {
  startState: () => invoke('start_state'),
  openEvent: (folder, lang) => invoke('open_event', { folder, lang }),
  createEvent: (event, lang) => invoke('create_event', { ...event, lang }),
  openSample: (lang) => invoke('open_sample', { lang }),
  closeEvent: () => invoke('close_event'),
  event: (lang) => invoke('event', { lang }),
  notices: (lang) => invoke('notices', { lang }),

  safekeeping: (lang) => invoke('safekeeping', { lang }),
  backUp: (lang) => invoke('back_up', { lang }),
  backups: (folder, lang) => invoke('backups', { folder, lang }),
  restoreBackup: (request, lang) => invoke('restore_backup', { ...request, lang }),

  guests: (query, lang) => invoke('guests', { query, lang }),
  guestIds: (query, lang) => invoke('guest_ids', { query, lang }),
  guestCounts: (query, lang) => invoke('guest_counts', { query, lang }),
  guest: (id, lang) => invoke('guest', { id, lang }),
  addGuest: (draft, asker) => invoke('add_guest', { draft, ...asker }),
  editGuest: (id, draft, reason, asker) => invoke('edit_guest', { id, draft, reason, ...asker }),
  editGuests: (edit, asker, onProgress) => invoke('edit_guests', { edit, asker, onProgress: channel(onProgress) }),
  takeBackEdit: (asker, onProgress) => invoke('take_back_edit', { asker, onProgress: channel(onProgress) }),
  stopEdit: () => invoke('stop_edit'),
  exportGuests: (guests, ending, lang) => invoke('export_guests', { guests, ending, lang }),

  async planImport(file, options, lang): Promise<PlannedList> {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const headers = {
      'gatehouse-file-name': encodeURIComponent(file.name),
      'gatehouse-options': packed({ ...options, lang }),
    };
    return invoke('plan_import', bytes, { headers });
  },
  replanImport: (options, lang) => invoke('replan_import', { options: { ...options, lang } }),
  applyImport: (asker, onProgress) => invoke('apply_import', { ...asker, onProgress: channel(onProgress) }),
  stopImport: () => invoke('stop_import'),
  pastImports: (lang) => invoke('past_imports', { lang }),
  letListGo: () => invoke('let_list_go'),
  saveRejects: (lang) => invoke('save_rejects', { lang }),

  previewBadge: (guest, lang) => invoke('preview_badge', { guest, lang }),
  makeBadges: (guests, onlyNew, asker) => invoke('make_badges', { guests, onlyNew, ...asker }),
  showFolder: () => invoke('show_folder'),

  scan: (request, asker) => invoke('scan', { ...request, ...asker }),
  screen: (request, asker) => invoke('screen', { ...request, ...asker }),
  confirmExit: (record, asker) => invoke('confirm_exit', { record, ...asker }),
  overrideEntry: (request, asker) => invoke('override_entry', { ...request, ...asker }),
  voidRecord: (record, reason, asker) => invoke('void_record', { record, reason, ...asker }),
  reissue: (guest, reason, asker) => invoke('reissue', { guest, reason, ...asker }),
  setBadge: (code, state, reason, asker) => invoke('set_badge', { code, state, reason, ...asker }),
  erase: (guest, reason, asker) => invoke('erase', { guest, reason, ...asker }),

  occupancy: (lang) => invoke('occupancy', { lang }),
  stopEntry: (reason, asker) => invoke('stop_entry', { reason, ...asker }),
  resumeEntry: (asker) => invoke('resume_entry', { ...asker }),
  correctCount: (by, zone, reason, asker) => invoke('correct_count', { by, zone, reason, ...asker }),
  everyoneOut: (asker) => invoke('everyone_out', { ...asker }),
  lastScans: (lang) => invoke('last_scans', { lang }),

  desks: (lang) => invoke('desks', { lang }),
  addDesk: (draft, asker) => invoke('add_desk', { draft, ...asker }),
  retireDesk: (desk, reason, asker) => invoke('retire_desk', { desk, reason, ...asker }),
  rotateKey: (asker) => invoke('rotate_key', { ...asker }),
  carryPlaces: (lang) => invoke('carry_places', { lang }),
  async handIn(file, lang) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const headers = { 'gatehouse-file-name': encodeURIComponent(file.name), 'gatehouse-options': packed({ lang }) };
    return invoke('hand_in', bytes, { headers });
  },
  handed: () => invoke('handed'),
  letGo: () => invoke('let_go'),
  carryOut: (folder, asker) => invoke('carry_out', { folder, ...asker }),
  planMerge: (lang) => invoke('plan_merge', { lang }),
  applyMerge: (asker, onProgress) => invoke('apply_merge', { ...asker, onProgress: channel(onProgress) }),
  startExchange: (folder, lang) => invoke('start_exchange', { folder, lang }),
  stopExchange: (lang) => invoke('stop_exchange', { lang }),
  exchangeState: (lang) => invoke('exchange_state', { lang }),
  findings: (lang) => invoke('findings', { lang }),
  acknowledge: (finding, reason, asker) => invoke('acknowledge', { finding, reason, ...asker }),
  join: (passphrase, folder, lang) => invoke('join', { passphrase, folder, lang }),

  zoom: (factor) => getCurrentWebview().setZoom(factor),
  onChanged: (heard) => listen<{ kinds: Changed[] }>('changed', (event) => heard(event.payload.kinds)),
  onHanded: (heard) => listen('handed', () => heard()),
};
