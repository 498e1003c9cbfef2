// One sentence in both languages; a missing one does not compile.
import type { Lang } from '../generated/Lang';

export type Pair = Readonly<Record<Lang, string>>;
export type Values = Record<string, string | number>;

export const pair = (en: string, zh: string): Pair => ({ en, zh });

/** Writes a number in groups of three, as in both languages. */
export const figure = (value: number): string => value.toLocaleString('en-US');

const shown = (value: string | number): string => (typeof value === 'number' ? figure(value) : value);

/** Puts values into the places a sentence names in braces; numbers in groups of three. */
export function fill(sentence: string, values: Values): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => shown(values[name] ?? place));
}

/** Keeps a figure and the Chinese word behind it on one line. */
export const unparted = (text: string): string => text.replace(/(\d) (?=\p{Script=Han})/gu, '$1\u00a0');
