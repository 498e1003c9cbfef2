// What this laptop remembers for whoever sits at it: language, theme, sound.
import type { Lang } from '../generated/Lang';

export type Theme = 'night' | 'paper' | 'clear';
type Prefs = { lang: Lang; theme: Theme; muted: boolean; zoom: number };

export const THEMES: Theme[] = ['night', 'paper', 'clear'];
const KEY = 'gatehouse.prefs';

function remembered(): Prefs {
  const lang: Lang = navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
  const first: Prefs = { lang, theme: 'night', muted: false, zoom: 1 };
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

const ZOOMS = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2];

/** One step larger or smaller; 0 is back to the design's own size. */
export function zoomBy(steps: -1 | 0 | 1): void {
  const at = ZOOMS.indexOf(prefs.zoom);
  prefs.zoom = steps === 0 ? 1 : (ZOOMS[Math.max(0, Math.min(ZOOMS.length - 1, at + steps))] ?? 1);
}

export function nextTheme(): void {
  prefs.theme = THEMES[(THEMES.indexOf(prefs.theme) + 1) % THEMES.length] ?? 'night';
}
