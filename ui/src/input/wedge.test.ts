import { beforeEach, describe, expect, it, vi } from 'vitest';

import { attachWedge, shortcutName } from './attach';

const CODE = '1200000000000000000000000000000042';
const OTHER = '1200000000000000000000000000000077';

let codes: string[][];
let jumbles: number;
let shortcuts: string[];
let stop = () => {};
let at = 1000;

type Typed = { key: string; code: string; shift?: boolean; ctrl?: boolean; alt?: boolean; composing?: boolean; repeat?: boolean };

/** Sends one key a number of milliseconds after the one before; gives whether its default happens. */
function key(typed: Typed, gap = 1): boolean {
  vi.advanceTimersByTime(gap);
  at += gap;
  const event = new KeyboardEvent('keydown', {
    key: typed.key,
    code: typed.code,
    shiftKey: typed.shift ?? false,
    ctrlKey: typed.ctrl ?? false,
    altKey: typed.alt ?? false,
    repeat: typed.repeat ?? false,
    isComposing: typed.composing ?? false,
    bubbles: true,
    cancelable: true,
  });
  Object.defineProperty(event, 'timeStamp', { value: at });
  const focused = (document.activeElement ?? document.body) as HTMLElement;
  const goesOn = focused.dispatchEvent(event);
  if (goesOn && typed.key.length === 1 && !typed.ctrl && focused instanceof HTMLInputElement) {
    focused.value += typed.key;
    focused.dispatchEvent(new Event('input', { bubbles: true }));
  }
  return goesOn;
}

const digit = (d: string): Typed => ({ key: d, code: `Digit${d}` });
const enter: Typed = { key: 'Enter', code: 'Enter' };

function burst(text: string, gap = 1, end: Typed | null = enter): void {
  for (const d of text) key(digit(d), gap);
  if (end) key(end, gap);
}

const letter = (char: string): Typed => ({ key: char, code: `Key${char.toUpperCase()}`, shift: char !== char.toLowerCase() });
const quiet = () => {
  vi.advanceTimersByTime(500);
  at += 500;
};

beforeEach(() => {
  vi.useFakeTimers();
  document.body.replaceChildren();
  stop();
  [codes, jumbles, shortcuts] = [[], 0, []];
  stop = attachWedge({
    code: (read) => void codes.push(read),
    jumble: () => void (jumbles += 1),
    shortcut: (name) => {
      shortcuts.push(name);
      return ['escape', 'f1'].includes(name);
    },
  });
  quiet();
});

describe('a scanner', () => {
  it('is heard when Enter ends its burst, at once', () => {
    burst(CODE);
    expect(codes).toEqual([[CODE]]);
    expect(shortcuts).toEqual([]);
  });

  it('is heard when Tab ends its burst, and the focus stays', () => {
    burst(CODE, 1, null);
    expect(key({ key: 'Tab', code: 'Tab' })).toBe(false);
    expect(codes).toEqual([[CODE]]);
  });

  it('is heard when nothing but 100 ms of quiet ends its burst', () => {
    burst(CODE, 1, null);
    vi.advanceTimersByTime(99);
    expect(codes).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(codes).toEqual([[CODE]]);
  });

  it('is heard at 30 ms a character and not at 31', () => {
    burst(CODE, 30);
    expect(codes).toEqual([[CODE]]);
    quiet();
    burst(CODE, 31);
    expect(codes).toHaveLength(1);
  });

  it('is heard through one stutter of the page', () => {
    burst(CODE.slice(0, 20), 2, null);
    key(digit(CODE[20] ?? ''), 80);
    burst(CODE.slice(21), 2);
    expect(codes).toEqual([[CODE]]);
  });

  it('needs six characters: fewer at its speed do nothing at all', () => {
    burst('12345');
    quiet();
    expect(codes).toEqual([]);
    expect(shortcuts).toEqual([]);
    burst('123456');
    expect(codes).toEqual([['123456']]);
  });

  it('may end its code with CR and LF', () => {
    burst(CODE);
    expect(key({ key: 'j', code: 'KeyJ', ctrl: true })).toBe(false);
    expect(key(enter)).toBe(false);
    quiet();
    expect(codes).toEqual([[CODE]]);
    expect(shortcuts).toEqual([]);
  });

  it('may send two codes one behind the other', () => {
    burst(CODE, 0.5);
    burst(OTHER, 0.5);
    expect(codes).toEqual([[CODE], [OTHER]]);
  });

  it('may put its character set in front of the code', () => {
    key({ key: '\\', code: 'Backslash' });
    burst(`000026${CODE}`);
    expect(codes[0]?.[0]).toBe(CODE);
  });
});

describe('other keyboards', () => {
  it('do not matter behind a character set in front of the code either', () => {
    const azerty = 'à&é"\'(-è_ç';
    key({ key: '*', code: 'Backslash' });
    for (const d of `000026${CODE}`) key({ key: azerty[Number(d)] ?? '', code: `Digit${d}` });
    key(enter);
    expect(codes[0]?.[0]).toBe(CODE);
  });

  it('that compose leave no characters to go by', () => {
    for (const char of 'ticket') key({ key: 'ｔ', code: `Key${char.toUpperCase()}`, composing: true });
    key(enter);
    expect(codes).toEqual([['ticket']]);
  });

  it('do not matter to our own code: AZERTY without Shift', () => {
    const azerty = 'à&é"\'(-è_ç';
    for (const d of CODE) key({ key: azerty[Number(d)] ?? '', code: `Digit${d}` });
    key(enter);
    expect(codes[0]?.[0]).toBe(CODE);
  });

  it('do not matter to our own code: digits shifted by Caps Lock or the scanner', () => {
    for (const d of CODE) key({ key: ')!@#$%^&*('[Number(d)] ?? '', code: `Digit${d}`, shift: true });
    key(enter);
    expect(codes[0]?.[0]).toBe(CODE);
  });

  it('do not matter to our own code: an input method that composes', () => {
    for (const d of CODE) key({ key: 'Process', code: `Digit${d}`, composing: true });
    key({ ...enter, composing: true });
    expect(codes).toEqual([[CODE]]);
  });

  it('are read as characters first for a foreign code, then by the physical keys', () => {
    for (const char of 'yzabcd') key({ key: char === 'y' ? 'z' : char === 'z' ? 'y' : char, code: `Key${char.toUpperCase()}` });
    key(enter);
    expect(codes).toEqual([['zyabcd', 'yzabcd']]);
  });

  it('type upper case letters of a foreign code by Shift, whose own key is no character', () => {
    for (const char of 'LUMA-42') {
      key({ key: 'Shift', code: 'ShiftLeft', shift: true });
      key(/[A-Z]/.test(char) ? letter(char) : { key: char, code: char === '-' ? 'Minus' : `Digit${char}` });
    }
    key(enter);
    expect(codes[0]?.[0]).toBe('LUMA-42');
  });

  it('under Caps Lock leave the physical reading right', () => {
    for (const char of 'ticket') key({ key: char.toUpperCase(), code: `Key${char.toUpperCase()}` });
    key(enter);
    expect(codes).toEqual([['TICKET', 'ticket']]);
  });
});

describe('two scanners at once', () => {
  it('are told to scan again, and nothing is sent', () => {
    const woven = [...CODE].map((d, i) => d + OTHER[i]).join('');
    burst(woven);
    quiet();
    expect(jumbles).toBe(1);
    expect(codes).toEqual([]);
  });

  it('leave no rest that could be taken for a code or a key', () => {
    burst(`12${CODE}`);
    burst(OTHER.slice(2, 20));
    burst('7');
    quiet();
    expect(jumbles).toBe(1);
    expect(codes).toEqual([]);
    expect(shortcuts).toEqual([]);
  });

  it('are over after 100 ms: the next code is read', () => {
    burst(`12${CODE}`);
    quiet();
    burst(CODE);
    expect(codes).toEqual([[CODE]]);
  });
});

describe('a hostile barcode', () => {
  it('sets off no chord in its burst', () => {
    burst('12', 1, null);
    expect(key({ key: 'w', code: 'KeyW', ctrl: true })).toBe(false);
    expect(key({ key: 'z', code: 'KeyZ', ctrl: true })).toBe(false);
    burst('3456');
    quiet();
    expect(shortcuts).toEqual([]);
    expect(codes).toEqual([['123456']]);
  });

  it('that begins with a chord sets off none of ours', () => {
    expect(key({ key: 'z', code: 'KeyZ', ctrl: true }, 50)).toBe(false);
    burst(CODE);
    quiet();
    expect(shortcuts).toEqual([]);
    expect(codes).toEqual([[CODE]]);
  });

  it('of 10,000 characters is one burst', () => {
    for (let n = 0; n < 10_000; n += 1) key(letter('a'), 0.1);
    key(enter);
    expect(codes).toHaveLength(1);
    expect(codes[0]?.[0]).toHaveLength(10_000);
  });
});

describe('a person', () => {
  it('gets a shortcut after 35 ms, not before', () => {
    key(digit('1'), 200);
    vi.advanceTimersByTime(34);
    expect(shortcuts).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(shortcuts).toEqual(['1']);
  });

  it('whose first keys rolled over each other goes on as a person', () => {
    burst('123', 25, null);
    burst('45678', 90, null);
    quiet();
    expect(codes).toEqual([]);
  });

  it('may press two keys nearly at once', () => {
    key(digit('1'), 200);
    key(digit('2'), 12);
    quiet();
    expect(shortcuts).toEqual(['1', '2']);
  });

  it('that holds a key down presses it once', () => {
    key(digit('1'), 200);
    for (let n = 0; n < 20; n += 1) key({ ...digit('1'), repeat: true }, 25);
    quiet();
    expect(shortcuts).toEqual(['1']);
  });

  it('gets Escape and F1 at once, and the page does not', () => {
    expect(key({ key: 'Escape', code: 'Escape' }, 200)).toBe(false);
    expect(key({ key: 'F1', code: 'F1' }, 200)).toBe(false);
    expect(shortcuts).toEqual(['escape', 'f1']);
  });

  it('presses a focused button with Enter and with Space', () => {
    const button = document.createElement('button');
    document.body.append(button);
    button.focus();
    expect(key(enter, 300)).toBe(true);
    expect(key({ key: ' ', code: 'Space' }, 300)).toBe(true);
  });

  it('gets chords as shortcuts, and the web view does not get them', () => {
    expect(key({ key: 'r', code: 'KeyR', ctrl: true }, 300)).toBe(false);
    quiet();
    expect(shortcuts).toEqual(['ctrl+r']);
  });

  it('is not taken for a scanner late because the page was busy', () => {
    const busy = vi.spyOn(performance, 'now');
    key(digit('1'), 200);
    busy.mockReturnValue(performance.now() + 5000);
    vi.advanceTimersByTime(35);
    expect(shortcuts).toEqual([]);
    vi.advanceTimersByTime(35);
    expect(shortcuts).toEqual(['1']);
  });
});

describe('a focused control', () => {
  function field(value = ''): HTMLInputElement {
    const input = document.createElement('input');
    input.value = value;
    document.body.append(input);
    input.focus();
    return input;
  }

  it('takes what a person types, and no shortcut comes of it', () => {
    const input = field();
    for (const char of 'wang') key(letter(char), 60);
    quiet();
    expect(input.value).toBe('wang');
    expect(shortcuts).toEqual([]);
  });

  it('gets the text of a burst taken out again', () => {
    const input = field('wang');
    const told = vi.fn();
    input.addEventListener('input', told);
    quiet();
    burst(CODE);
    expect(input.value).toBe('wang');
    expect(told).toHaveBeenCalled();
    expect(codes).toEqual([[CODE]]);
  });

  it('is not sent off by the Enter of a burst', () => {
    field();
    burst(CODE, 1, null);
    expect(key(enter)).toBe(false);
  });

  it('that is a button is not pressed by a burst', () => {
    const button = document.createElement('button');
    const pressed = vi.fn();
    button.addEventListener('click', pressed);
    document.body.append(button);
    button.focus();
    for (const char of 'ab cd ef') expect(key(char === ' ' ? { key: ' ', code: 'Space' } : letter(char))).toBe(false);
    expect(key(enter)).toBe(false);
    expect(pressed).not.toHaveBeenCalled();
  });

  it('keeps a fast typist’s three letters', () => {
    const input = field();
    for (const char of 'the') key(letter(char), 25);
    key(letter('n'), 90);
    quiet();
    expect(input.value).toBe('then');
  });

  it('gets nothing pasted by a chord inside a burst', () => {
    field();
    burst('12', 1, null);
    expect(key({ key: 'v', code: 'KeyV', ctrl: true })).toBe(false);
  });

  it('gets no key going up whose going down was taken', () => {
    const raised = vi.fn();
    const button = document.createElement('button');
    button.addEventListener('keyup', raised);
    document.body.append(button);
    button.focus();
    burst('12', 1, null);
    for (const code of ['Digit1', 'KeyQ']) button.dispatchEvent(new KeyboardEvent('keyup', { code, bubbles: true, cancelable: true }));
    expect(raised).toHaveBeenCalledTimes(1);
  });

  it('keeps its own undo: the last scan is not voided from a field', () => {
    field();
    key({ key: 'z', code: 'KeyZ', ctrl: true }, 300);
    quiet();
    expect(shortcuts).toEqual([]);
  });

  it('lets what is selected on the page be copied', () => {
    expect(key({ key: 'c', code: 'KeyC', ctrl: true }, 300)).toBe(true);
  });

  it('still copies, pastes and undoes by chord', () => {
    field();
    expect(key({ key: 'v', code: 'KeyV', ctrl: true }, 300)).toBe(true);
    quiet();
    expect(key({ key: 'z', code: 'KeyZ', ctrl: true }, 300)).toBe(true);
  });
});

describe('the name of a shortcut', () => {
  const none = { shift: false, ctrl: false, alt: false };
  it('follows the letter on the key, and the physical digit', () => {
    expect(shortcutName({ ...none, key: 'a', code: 'KeyQ' })).toBe('a');
    expect(shortcutName({ ...none, key: '&', code: 'Digit1' })).toBe('1');
    expect(shortcutName({ ...none, key: '!', code: 'Digit1', shift: true })).toBe('shift+1');
    expect(shortcutName({ ...none, key: 'ч', code: 'KeyX' })).toBe('x');
    expect(shortcutName({ ...none, key: '/', code: 'Digit7', shift: true })).toBe('shift+7');
  });
});
