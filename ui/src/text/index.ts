// What the window says, in the language chosen just now.
import { prefs } from '../domain/prefs.svelte';
import { type Pair, type Values, fill, unparted } from './pair';

export type { Pair } from './pair';
export { figure, unparted } from './pair';

export function tr(sentence: Pair, values: Values = {}): string {
  const said = fill(sentence[prefs.lang], values);
  return prefs.lang === 'zh' ? unparted(said) : said;
}

/** Puts sentences one after the other: Chinese has no space between them. */
export const sentences = (...said: (string | false | null | undefined)[]): string => said.filter(Boolean).join(prefs.lang === 'zh' ? '' : ' ');
