// Which dialog stands over the screen; at most one, and every scan closes it.
import type { Outcome } from '../generated/Outcome';
import type { StepView } from '../generated/StepView';

type Open =
  | { kind: 'find' }
  | { kind: 'void' }
  | { kind: 'override' }
  | { kind: 'step'; step: StepView; outcome: Outcome }
  | { kind: 'occupancy' }
  | { kind: 'add' }
  | { kind: 'edit' }
  | { kind: 'filter' }
  | { kind: 'export' }
  | { kind: 'many'; act: 'cancel' | 'block' | 'category' }
  | { kind: 'reissue' }
  | { kind: 'badge' }
  | { kind: 'erase' }
  | { kind: 'add-desk' }
  | { kind: 'retire' }
  | { kind: 'new-key' }
  | { kind: 'carry-out' }
  | { kind: 'exchange' }
  | { kind: 'acknowledge' }
  | { kind: 'undo-import'; import: string; file: string }
  | { kind: 'restore'; folder: string | null; event: string | null }
  | { kind: 'kit'; file: string };

export const dialogs = $state<{ open: Open | null; help: boolean }>({ open: null, help: false });

export function closeAll(): void {
  dialogs.open = null;
  dialogs.help = false;
}

export function open(dialog: Open): void {
  dialogs.open = dialog;
}

export const close = (): void => void (dialogs.open = null);
