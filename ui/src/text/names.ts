// Names the program gave by itself, in the language on screen; a name a person gave stays as it is.
import { prefs } from '../domain/prefs.svelte';

const CHINESE: Record<string, string> = { hall: '大厅', door: '入口', organiser: '组织者', guest: '来宾', 'Desk 1': '工作台\u00a01' };

/** Only for showing: what is sent to the backend is the name itself. */
export const named = (name: string): string => (prefs.lang === 'zh' && Object.hasOwn(CHINESE, name) ? CHINESE[name]! : name);
