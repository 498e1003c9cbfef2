import { describe, expect, it } from 'vitest';

import { ADVISED, adviceFor } from '../text/advice';
import { tr } from '../text';
import { fill, pair, unparted } from '../text/pair';
import { prefs } from './prefs.svelte';
import { hit } from './match';
import { clockNow, dayAndHour, hour, secondsSince } from './time';

describe('times', () => {
  it('are read off as the event’s own clock shows them', () => {
    expect(hour('2026-11-28T20:31:07+08:00')).toBe('20:31');
    expect(dayAndHour('2026-11-28T20:31:07+08:00', 'en')).toBe('28 Nov 20:31');
    expect(dayAndHour('2026-11-28T20:31:07+08:00', 'zh')).toBe('11月28日 20:31');
    expect(hour(null)).toBe('');
  });

  it('of the clock follow the event’s zone, not the laptop’s', () => {
    const noon = new Date('2026-11-28T12:00:00Z');
    expect(clockNow('Asia/Shanghai', noon)).toBe('20:00');
    expect(clockNow('America/New_York', noon)).toBe('07:00');
    expect(clockNow('No/Where', noon)).toMatch(/^\d\d:\d\d$/);
  });

  it('never lie in the future', () => {
    expect(secondsSince('2026-11-28T12:00:02Z', Date.parse('2026-11-28T12:00:00Z'))).toBe(0);
  });
});

describe('a hit in a name', () => {
  it('is found in either case and without accents', () => {
    expect(hit('José García', 'garc')).toEqual(['José ', 'Garc', 'ía']);
    expect(hit('Hannah Müller', 'muller')).toEqual(['Hannah ', 'Müller', '']);
  });

  it('is found in Chinese, and nothing is underlined without one', () => {
    expect(hit('欧阳望舒', '望')).toEqual(['欧阳', '望', '舒']);
    expect(hit('王伟', 'wangwei')).toEqual(['王伟', '', '']);
  });
});

describe('what is said', () => {
  it('takes its values in braces and leaves unknown places alone', () => {
    expect(fill('{n} of {all}', { n: 3 })).toBe('3 of {all}');
    expect(fill('{n} guests', { n: 100_000 })).toBe('100,000 guests');
  });

  it('has advice in both languages for every reason, and for one not known yet', () => {
    for (const code of [...ADVISED, 'something_new']) {
      const { act, why } = adviceFor(code);
      for (const said of [act.en, act.zh, why.en, why.zh]) expect(said).not.toBe('');
    }
  });
});

describe('a Chinese sentence', () => {
  it('keeps a figure and the word behind it on one line', () => {
    expect(unparted('已在大厅内：2 秒前由入口（工作台 1）入场。')).toBe('已在大厅内：2\u00a0秒前由入口（工作台 1）入场。');
    expect(unparted('Already inside hall: 2 s ago')).toBe('Already inside hall: 2 s ago');
    expect(unparted('1 张胸卡，2 页')).toBe('1\u00a0张胸卡，2\u00a0页');
  });

  it('keeps it so wherever it is said on screen, and an English one is left as it is', () => {
    const said = pair('共 {n} 位', '共 {n} 位');
    prefs.lang = 'zh';
    expect(tr(said, { n: 1200 })).toBe('共 1,200\u00a0位');
    prefs.lang = 'en';
    expect(tr(said, { n: 2 })).toBe('共 2 位');
  });
});
