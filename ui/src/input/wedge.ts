// Tells a scanner's burst of keys from a person's typing.
//
// A first key may be either, so keys that would be shortcuts are held until the next one is late.
// Pure but for its timer: the page's events come in through `press`, see attach.ts.
import { OWN_LENGTH, type Key, ownDigits, readings, types } from './reading';

export const FAST_MS = 30;
export const PERSON_MS = 35;
export const QUIET_MS = 100;
export const LEAST = 6;
/** From here on a run of fast keys is no person's: it never becomes shortcuts. */
const MACHINE = 3;
/** So long a laptop that is short of breath may stop in the middle of a code. */
export const STALL_MS = 1000;
/** A timer later than this ran in a busy page whose next keys may still be waiting. */
const LATE_MS = 8;

/** `onButton`: the focus is on something that Space sets off. */
export type Press = Key & { chord: boolean; repeat: boolean; at: number; inField: boolean; onButton: boolean };

export type Heard = {
  /** A whole code, in the readings to try in order. */
  code(codes: string[]): void;
  /** A burst longer than one code that is no code: two scanners at once. */
  jumble(): void;
  /** A key a person pressed outside text fields, or a chord anywhere. */
  shortcut(press: Press): void;
  /** A run of keys begins; `undo` is called when it turns out to be a burst. */
  began(): void;
  undo(): void;
};

export type Clock = { now(): number; after(ms: number, then: () => void): () => void };

export class Wedge {
  private run: Press[] = [];
  private lastAt = -Infinity;
  private burst = false;
  /** Keys up to this time belong to a burst that has ended (CR LF, the rest of a jumble). */
  private endedAt = -Infinity;
  private jumbledAt = -Infinity;
  private tail = false;
  /** Keys that no end key followed: a code may go on behind them. */
  private head: Press[] = [];
  private stopTimer = () => {};

  constructor(
    private readonly heard: Heard,
    private readonly clock: Clock,
  ) {}

  /** Takes one key; gives true when nothing else may see it. */
  press(press: Press): boolean {
    if (press.repeat) return this.burst;
    if (this.run.length > 0 && !this.goesOn(press.at)) this.finish();
    if (isEnd(press)) return this.end(press);
    if (press.chord) return this.chord(press);
    if (press.code === 'Space' && press.onButton && this.run.length === 0) return false;
    if (press.key.length === 1 || press.composing || types(press.code)) return this.character(press);
    if (this.burst) return true;
    this.finish();
    return false;
  }

  private goesOn(at: number): boolean {
    const gap = at - this.lastAt;
    if (gap <= FAST_MS) return true;
    if (this.burst) return gap <= QUIET_MS;
    const first = this.run[0]?.at ?? at;
    const mean = (at - first) / this.run.length;
    return this.run.length >= MACHINE && gap <= QUIET_MS && mean <= FAST_MS;
  }

  private character(press: Press): boolean {
    if (this.run.length === 0) {
      this.tail = press.at - this.jumbledAt <= QUIET_MS;
      this.heard.began();
    }
    this.run.push(press);
    this.lastAt = press.at;
    if (!this.burst && this.run.length >= LEAST) {
      this.burst = true;
      this.heard.undo();
    }
    this.wait();
    // A space or a letter that follows at a machine's speed must reach no button.
    return this.burst || !press.inField;
  }

  private end(press: Press): boolean {
    if (this.run.length === 0 && press.at - this.endedAt <= FAST_MS) {
      this.endedAt = press.at;
      return true;
    }
    const machine = this.burst || this.tail || (this.run.length >= MACHINE && !press.inField);
    this.lastAt = press.at;
    this.finish();
    this.head = [];
    if (machine) this.endedAt = press.at;
    return machine;
  }

  private chord(press: Press): boolean {
    if (this.run.length > 0) {
      this.lastAt = press.at;
      this.wait();
      return true;
    }
    if (press.at - this.endedAt <= FAST_MS) {
      this.endedAt = press.at;
      return true;
    }
    this.heard.began();
    this.run.push(press);
    this.lastAt = press.at;
    this.wait();
    return false;
  }

  private wait(): void {
    this.stopTimer();
    const patience = this.run.length >= MACHINE ? QUIET_MS : PERSON_MS;
    const due = this.clock.now() + patience;
    this.stopTimer = this.clock.after(patience, () => {
      if (this.clock.now() - due > LATE_MS) this.wait();
      else this.finish();
    });
  }

  private finish(): void {
    this.stopTimer();
    const { run, burst, tail } = this;
    this.run = [];
    this.burst = false;
    this.tail = false;
    const keys = run.filter((one) => !one.chord);
    const stalled = this.goneOn(keys, burst || keys.length >= MACHINE);
    if (stalled) this.heard.code(stalled);
    else if (burst) this.deliver(keys, tail);
    else if (run.length < MACHINE && !tail) run.filter((one) => one.chord || !one.inField).forEach(this.heard.shortcut);
  }

  /** Reads a code of ours whose keys came in pieces: its digits leave no doubt that they belong together. */
  private goneOn(keys: Press[], fast: boolean): string[] | null {
    const [first] = keys;
    const last = this.head.at(-1);
    const before = first && last && first.at - last.at <= STALL_MS ? this.head : [];
    const all = [...before, ...keys];
    this.head = all.length > OWN_LENGTH ? keys : all;
    const own = fast && before.length > 0 ? ownDigits(all) : null;
    return own === null ? null : [own, ...(readings(keys) ?? [])];
  }

  private deliver(keys: Press[], tail: boolean): void {
    const codes = readings(keys);
    if (tail && keys.length < OWN_LENGTH) this.jumbledAt = this.lastAt;
    else if (codes) this.heard.code(codes);
    else {
      this.jumbledAt = this.lastAt;
      this.heard.jumble();
    }
    if (codes || tail) this.endedAt = Math.max(this.endedAt, this.lastAt);
  }
}

const isEnd = (press: Press): boolean => !press.chord && ['Enter', 'NumpadEnter', 'Tab'].includes(press.code || press.key);
