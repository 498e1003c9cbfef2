// What the window says, in the language chosen just now.
import { prefs } from '../domain/prefs.svelte';
import { type Pair, type Values, fill } from './pair';

export type { Pair } from './pair';
export { unparted } from './pair';

export const tr = (sentence: Pair, values: Values = {}): string => fill(sentence[prefs.lang], values);

/** Puts sentences one after the other: Chinese has no space between them. */
export const sentences = (...said: (string | false | null | undefined)[]): string => said.filter(Boolean).join(prefs.lang === 'zh' ? '' : ' ');
