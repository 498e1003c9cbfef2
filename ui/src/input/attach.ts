// Joins the page's key events to the wedge: window-wide, before anything else sees them.
import { type Press, Wedge } from './wedge';

export type Listener = {
  code(codes: string[]): void;
  jumble(): void;
  /** Takes a shortcut by name ("x", "shift+1", "ctrl+z", "escape"); gives true when it was one. */
  shortcut(name: string): boolean;
};

type Field = HTMLInputElement | HTMLTextAreaElement;
type Snapshot = { field: Field; value: string; start: number | null; end: number | null };

const TEXT_TYPES = ['text', 'search', 'email', 'tel', 'url', 'number', 'password', ''];
const EDITING = /^Key[ACVXYZ]$|^Arrow|^Home$|^End$|^Backspace$|^Delete$/;
/** Alt with a letter edits nothing, so it is a shortcut in a field too. */
const edits = (press: Press, name: string): boolean => press.inField && EDITING.test(press.code) && !/^alt\+[a-z]$/.test(name);
const MODIFIERS = ['Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock', 'NumLock', 'ScrollLock', 'Fn'];

function focusedField(): Field | null {
  const focused = document.activeElement;
  if (focused instanceof HTMLTextAreaElement) return focused;
  return focused instanceof HTMLInputElement && TEXT_TYPES.includes(focused.type) ? focused : null;
}

const onButton = (): boolean => !!document.activeElement?.matches('button, a, summary, input, [role=option], [role=button]');

function pressOf(event: KeyboardEvent): Press {
  const typesByAltGr = event.getModifierState?.('AltGraph') && event.key.length === 1;
  return {
    code: event.code,
    key: event.key,
    shift: event.shiftKey,
    chord: (event.ctrlKey || event.altKey || event.metaKey) && !typesByAltGr,
    composing: event.isComposing || event.keyCode === 229,
    repeat: event.repeat,
    at: event.timeStamp || performance.now(),
    inField: focusedField() !== null,
    onButton: focusedField() === null && onButton(),
  };
}

/** Names a key as shortcuts do: digits and other scripts' letters by the physical key. */
export function shortcutName(event: { code: string; key: string; shift: boolean; ctrl: boolean; alt: boolean }): string {
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code)?.[1];
  const letter = /^[a-z]$/i.test(event.key) ? event.key : /^Key([A-Z])$/.exec(event.code)?.[1];
  const base = digit ?? letter?.toLowerCase() ?? (event.code === 'NumpadEnter' ? 'enter' : event.key.toLowerCase());
  const shifted = event.shift && (digit !== undefined || letter !== undefined);
  return `${event.ctrl ? 'ctrl+' : ''}${event.alt ? 'alt+' : ''}${shifted ? 'shift+' : ''}${base}`;
}

const nameOf = (event: KeyboardEvent): string =>
  shortcutName({ code: event.code, key: event.key, shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey, alt: event.altKey });

function snapshot(): Snapshot | null {
  const field = focusedField();
  return field && { field, value: field.value, start: field.selectionStart, end: field.selectionEnd };
}

/** Takes out what a burst had typed; leaving the field ends a composition it had begun. */
function restore({ field, value, start, end }: Snapshot, composing: boolean): void {
  if (composing) field.blur();
  if (field.value !== value) {
    field.value = value;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }
  if (composing) field.focus();
  if (start !== null) field.setSelectionRange(start, end);
}

function swallow(event: KeyboardEvent): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

/** Begins to listen; gives back how to stop. */
export function attachWedge(listener: Listener): () => void {
  let before: Snapshot | null = null;
  let composed = false;
  let undone = false;
  const names = new WeakMap<Press, string>();
  const swallowed = new Set<string>();
  const undo = () => {
    undone = true;
    if (before) restore(before, composed);
  };
  const settle = () => {
    if (undone && composed) undo();
    undone = false;
  };
  const wedge = new Wedge(
    {
      code(codes) {
        settle();
        listener.code(codes);
      },
      jumble() {
        settle();
        listener.jumble();
      },
      shortcut(press) {
        const name = names.get(press) ?? '';
        if (!edits(press, name)) listener.shortcut(name);
      },
      began() {
        before = snapshot();
        composed = false;
        undone = false;
      },
      undo,
    },
    {
      now: () => performance.now(),
      after(ms, then) {
        const timer = setTimeout(then, ms);
        return () => clearTimeout(timer);
      },
    },
  );

  function down(event: KeyboardEvent): void {
    if (MODIFIERS.includes(event.key)) return;
    const press = pressOf(event);
    const name = nameOf(event);
    names.set(press, name);
    const taken = wedge.press(press);
    composed ||= press.composing;
    if (taken || refuses(press, name)) {
      swallowed.add(event.code);
      swallow(event);
    }
  }

  /** Keys outside a burst that are ours, or that would set off something in the web view. */
  function refuses(press: Press, name: string): boolean {
    if (press.repeat) return false;
    if (press.chord) return !edits(press, name) && !/^ctrl\+[cvxa]$/.test(name);
    const prints = press.key.length === 1 || press.composing;
    if (prints || press.code === 'Tab') return false;
    if (press.code.endsWith('Enter') && (press.inField || press.onButton)) return false;
    return listener.shortcut(name);
  }

  function up(event: KeyboardEvent): void {
    if (swallowed.delete(event.code)) swallow(event);
  }

  window.addEventListener('keydown', down, true);
  window.addEventListener('keyup', up, true);
  return () => {
    window.removeEventListener('keydown', down, true);
    window.removeEventListener('keyup', up, true);
  };
}
