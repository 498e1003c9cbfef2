// What this laptop remembers for whoever sits at it: language, theme, sound.
import type { Lang } from '../generated/Lang';

export type Theme = 'night' | 'paper' | 'clear';
type Prefs = { lang: Lang; theme: Theme; muted: boolean };

export const THEMES: Theme[] = ['night', 'paper', 'clear'];
const KEY = 'gatehouse.prefs';

function remembered(): Prefs {
  const lang: Lang = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  const first: Prefs = { lang, theme: 'night', muted: false };
  try {
    return { ...first, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Prefs>) };
  } catch {
    return first;
  }
}

export const prefs = $state<Prefs>(remembered());

/** Shows the choices on the page and remembers them; to be called in an effect. */
export function keepPrefs(): void {
  document.documentElement.lang = prefs.lang === 'zh' ? 'zh-Hans' : 'en';
  document.documentElement.dataset.theme = prefs.theme;
  try {
    localStorage.setItem(KEY, JSON.stringify(prefs));
  } catch {
    // A full or closed store only means that the choice is asked for again next time.
  }
}

export const otherLang = (): Lang => (prefs.lang === 'en' ? 'zh' : 'en');

export function nextTheme(): void {
  prefs.theme = THEMES[(THEMES.indexOf(prefs.theme) + 1) % THEMES.length] ?? 'night';
}
