// A laptop short of breath stops in the middle of a code: its digits are one code all the same.
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { STALL_MS, Wedge } from './wedge';

const CODE = '1200000000000000000000000000000042';

let codes: string[][];
let wedge: Wedge;

function type(text: string, gap = 1): void {
  for (const key of text) {
    vi.advanceTimersByTime(gap);
    press(key, `Digit${key}`);
  }
}
const enter = () => press('Enter', 'Enter');
function press(key: string, code: string): void {
  const none = { shift: false, composing: false, chord: false, repeat: false, inField: false, onButton: false };
  wedge.press({ ...none, key, code, at: Date.now() });
}

beforeEach(() => {
  vi.useFakeTimers();
  codes = [];
  const after = (ms: number, then: () => void) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  };
  const nothing = () => undefined;
  const heard = { code: (read: string[]) => void codes.push(read), jumble: nothing, shortcut: nothing, began: nothing, undo: nothing };
  wedge = new Wedge(heard, { now: () => Date.now(), after });
});

describe('a code in pieces', () => {
  it.each([1, 2, 4, 20, 31])('is one code when the stop comes after %i digits', (digits) => {
    type(CODE.slice(0, digits));
    vi.advanceTimersByTime(STALL_MS - 1);
    type(CODE.slice(digits));
    enter();
    expect(codes.at(-1)?.[0]).toBe(CODE);
  });

  it('is one code when it stops more than once', () => {
    for (const piece of [CODE.slice(0, 5), CODE.slice(5, 11), CODE.slice(11)]) {
      vi.advanceTimersByTime(STALL_MS - 1);
      type(piece);
    }
    enter();
    expect(codes.at(-1)?.[0]).toBe(CODE);
  });

  it('is none once the stop is longer, or where an end key stands between', () => {
    type(CODE.slice(0, 4));
    vi.advanceTimersByTime(STALL_MS);
    type(CODE.slice(4));
    enter();
    type(CODE.slice(0, 4));
    enter();
    vi.advanceTimersByTime(200);
    type(CODE.slice(4));
    enter();
    expect(codes).toEqual([[CODE.slice(4)], [CODE.slice(4)]]);
  });

  it('is none of more digits than a code of ours has', () => {
    type(CODE.slice(0, 5));
    vi.advanceTimersByTime(200);
    type(CODE.slice(4));
    enter();
    expect(codes).toEqual([[CODE.slice(4)]]);
  });

  it('is one code whatever a person typed just before', () => {
    type(CODE, 200);
    for (const piece of [CODE.slice(0, 20), CODE.slice(20)]) {
      vi.advanceTimersByTime(200);
      type(piece);
    }
    enter();
    expect(codes.at(-1)?.[0]).toBe(CODE);
  });

  it('is never made of what a person types', () => {
    type(CODE, 200);
    enter();
    expect(codes).toEqual([]);
  });
});
