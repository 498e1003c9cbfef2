// What a burst of keys says: as characters, and as the physical keys of a US keyboard.

export type Key = { code: string; key: string; shift: boolean; composing: boolean };

/** Digits of one of our own badge codes. */
export const OWN_LENGTH = 34;

const MARKS: Record<string, [string, string]> = {
  Minus: ['-', '_'],
  Equal: ['=', '+'],
  BracketLeft: ['[', '{'],
  BracketRight: [']', '}'],
  Backslash: ['\\', '|'],
  Semicolon: [';', ':'],
  Quote: ["'", '"'],
  Backquote: ['`', '~'],
  Comma: [',', '<'],
  Period: ['.', '>'],
  Slash: ['/', '?'],
  Space: [' ', ' '],
  NumpadAdd: ['+', '+'],
  NumpadSubtract: ['-', '-'],
  NumpadMultiply: ['*', '*'],
  NumpadDivide: ['/', '/'],
  NumpadDecimal: ['.', '.'],
};
const SHIFTED_DIGITS = ')!@#$%^&*(';
// A scanner may put the character set in front of the code: \000026 is UTF-8.
const ECI = /^(?:\\0000\d\d)+/;

export const digitOf = (code: string): string | null => /^(?:Digit|Numpad)([0-9])$/.exec(code)?.[1] ?? null;

/** Tells whether a physical key types something. */
export const types = (code: string): boolean => digitOf(code) !== null || /^Key[A-Z]$/.test(code) || code in MARKS;

function usCharacter({ code, shift }: Key): string {
  const digit = digitOf(code);
  if (digit !== null) return shift && code.startsWith('Digit') ? (SHIFTED_DIGITS[Number(digit)] ?? '') : digit;
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (letter) return shift ? letter : letter.toLowerCase();
  return MARKS[code]?.[shift ? 1 : 0] ?? '';
}

const characters = (keys: Key[]): string | null =>
  keys.every((one) => !one.composing && one.key.length === 1) ? keys.map((one) => one.key).join('') : null;

/** The keys with every digit key read as its digit, whatever Shift or the layout made of it. */
const plainDigits = (keys: Key[]): string => keys.map((one) => digitOf(one.code) ?? usCharacter(one)).join('');

/** Gives the digits of one of our own codes, where the keys are just those. */
export function ownDigits(keys: Key[]): string | null {
  const digits = plainDigits(keys).replace(ECI, '');
  return /^\d+$/.test(digits) && digits.length === OWN_LENGTH ? digits : null;
}

/** Gives the readings of a burst in the order to try them, or null when it can be no single code. */
export function readings(keys: Key[]): string[] | null {
  const digits = plainDigits(keys).replace(ECI, '');
  const typed = characters(keys)?.replace(ECI, '') ?? null;
  const physical = keys.map(usCharacter).join('').replace(ECI, '');
  if (/^\d+$/.test(digits) && digits.length > OWN_LENGTH) return null;
  const own = ownDigits(keys);
  const ordered = own ? [own, typed] : [typed, physical, digits];
  return [...new Set(ordered.filter((one): one is string => !!one))];
}
