// Tones made in the page: a rising one to admit, two level ones to refer, a low double to refuse.
import type { DecisionKind } from '../generated/DecisionKind';

type Note = { at: number; hz: number; long: number; shape: OscillatorType };

const TONES: Record<DecisionKind, Note[]> = {
  admit: [
    { at: 0, hz: 660, long: 0.09, shape: 'sine' },
    { at: 0.09, hz: 990, long: 0.16, shape: 'sine' },
  ],
  refer: [
    { at: 0, hz: 520, long: 0.1, shape: 'triangle' },
    { at: 0.16, hz: 520, long: 0.1, shape: 'triangle' },
    { at: 0.32, hz: 520, long: 0.1, shape: 'triangle' },
  ],
  refuse: [
    { at: 0, hz: 196, long: 0.2, shape: 'square' },
    { at: 0.26, hz: 147, long: 0.34, shape: 'square' },
  ],
};

let context: AudioContext | null = null;

/** Wakes the sound; a page may sound only after a key or a click. */
export function wakeSound(): void {
  if (typeof AudioContext === 'undefined') return;
  context ??= new AudioContext();
  void context.resume();
}

export function sound(decision: DecisionKind): void {
  wakeSound();
  if (context) for (const note of TONES[decision]) play(context, note);
}

function play(on: AudioContext, { at, hz, long, shape }: Note): void {
  const begins = on.currentTime + at;
  const voice = on.createOscillator();
  const level = on.createGain();
  voice.type = shape;
  voice.frequency.value = hz;
  level.gain.setValueAtTime(0, begins);
  level.gain.linearRampToValueAtTime(shape === 'square' ? 0.12 : 0.28, begins + 0.01);
  level.gain.setValueAtTime(shape === 'square' ? 0.12 : 0.28, begins + long - 0.03);
  level.gain.linearRampToValueAtTime(0, begins + long);
  voice.connect(level).connect(on.destination);
  voice.start(begins);
  voice.stop(begins + long);
}
