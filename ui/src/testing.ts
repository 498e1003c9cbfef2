// What tests of the window do over and over: look, wait, press, type.
import { tick } from 'svelte';
import { vi } from 'vitest';

let at = 10_000;

export const one = (id: string): HTMLElement | null => document.querySelector<HTMLElement>(`[data-testid="${id}"]`);
export const all = (id: string): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(`[data-testid="${id}"]`)];
export const text = (id: string): string => one(id)?.textContent?.trim() ?? '';

export async function settle(ms = 60): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await tick();
}

export function down(key: string, code: string, init: KeyboardEventInit = {}): void {
  at += 1;
  const event = new KeyboardEvent('keydown', { key, code, bubbles: true, cancelable: true, ...init });
  Object.defineProperty(event, 'timeStamp', { value: at });
  // The stand-in for a browser takes Alt for AltGraph; keyboards do not.
  Object.defineProperty(event, 'getModifierState', { value: () => false });
  (document.activeElement ?? document.body).dispatchEvent(event);
}

export async function press(key: string, code: string, init: KeyboardEventInit = {}): Promise<void> {
  at += 300;
  down(key, code, init);
  await settle(120);
}

export async function scanned(digits: string): Promise<void> {
  at += 300;
  for (const digit of digits) down(digit, `Digit${digit}`);
  down('Enter', 'Enter');
  await settle();
}

/** Puts a value into a field as typing would. */
export async function fill(id: string, value: string): Promise<void> {
  const field = one(id) as HTMLInputElement;
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await settle();
}

export async function click(id: string): Promise<void> {
  one(id)?.click();
  await settle();
}

/** Chooses files in a file input. */
export async function chooseFiles(id: string, ...names: string[]): Promise<void> {
  const input = one(id) as HTMLInputElement;
  const files = names.map((name) => new File(['x'], name));
  Object.defineProperty(input, 'files', { value: files, configurable: true });
  input.dispatchEvent(new Event('change', { bubbles: true }));
  await settle();
}
