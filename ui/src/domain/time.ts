// Times as the event's clock shows them. The backend gives every time with the event's own offset,
// so the hours are in the text already.

/** Gives "20:31" of an RFC 3339 time. */
export const hour = (at: string | null): string => at?.slice(11, 16) ?? '';

/** Gives "28 Nov 20:31" or "11月28日 20:31". */
export const dayAndHour = (at: string, lang: 'en' | 'zh'): string => `${day(at, lang)} ${hour(at)}`;

/** Gives "28 Nov" or "11月28日". */
export function day(at: string, lang: 'en' | 'zh'): string {
  const [, , month = '', date = ''] = /^(\d{4})-(\d{2})-(\d{2})/.exec(at) ?? [];
  if (lang === 'zh') return `${Number(month)}月${Number(date)}日`;
  const name = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][Number(month) - 1];
  return `${Number(date)} ${name ?? ''}`;
}

/** Gives "20:31" now, in the event's time zone; the laptop's where the zone is unknown here. */
export function clockNow(timezone: string, now = new Date()): string {
  const shape = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en-GB', { ...shape, timeZone: timezone }).format(now);
  } catch {
    return new Intl.DateTimeFormat('en-GB', shape).format(now);
  }
}

/** Gives "28 Nov 20:31" of a moment, by the clock of a time zone; null is the laptop's. */
export function momentIn(timezone: string | null, at: number, lang: 'en' | 'zh'): string {
  const shape = { day: 'numeric', month: lang === 'zh' ? 'long' : 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat(lang === 'zh' ? 'zh-CN' : 'en-GB', { ...shape, timeZone: timezone ?? undefined }).format(at).replace(',', '');
}

/** Gives whole seconds between an RFC 3339 time and now, never less than 0. */
export const secondsSince = (at: string, now = Date.now()): number => Math.max(0, Math.round((now - Date.parse(at)) / 1000));

export function systemTimezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}
