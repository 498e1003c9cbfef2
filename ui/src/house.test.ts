// Rules of the house that no single part can hold by itself.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(process.cwd(), 'src');
const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
  .filter((file) => /\.(ts|svelte)$/.test(file) && !file.endsWith('.test.ts'))
  .map((file) => ({ file: file.replaceAll('\\', '/'), text: readFileSync(join(ROOT, file), 'utf8') }));

describe('the house', () => {
  it('has one door to the backend', () => {
    const others = files.filter(({ file, text }) => text.includes('@tauri-apps/') && file !== 'api/tauri.ts');
    expect(others.map(({ file }) => file)).toEqual([]);
  });

  it('keeps screens apart from each other', () => {
    const screens = ['scan', 'start', 'guests', 'importing', 'badges', 'desks', 'shell'];
    const crossing = files.filter(({ file, text }) => {
      const [top, own] = file.split('/');
      return top === 'screens' && screens.some((other) => other !== own && new RegExp(`from '\\.\\./${other}/`).test(text));
    });
    expect(crossing.map(({ file }) => file)).toEqual([]);
  });

  it('lets elements, input and text know no screen', () => {
    const knowing = files.filter(({ file, text }) => /^(elements|input|text|domain|api)\//.test(file) && text.includes('/screens/'));
    expect(knowing.map(({ file }) => file)).toEqual([]);
  });

  it('keeps every file short enough to read', () => {
    const long = files.filter(({ file, text }) => text.split('\n').length > (file.endsWith('.svelte') ? 250 : 400));
    expect(long.map(({ file }) => file)).toEqual([]);
  });
});

const tokens = readFileSync(join(ROOT, 'style/tokens.css'), 'utf8');

function theme(selector: string): Record<string, string> {
  const block = tokens.slice(tokens.indexOf(selector));
  const found = block.slice(0, block.indexOf('}')).matchAll(/--([\w-]+): (#[0-9a-f]{6})/g);
  return Object.fromEntries([...found].map(([, name, value]) => [name, value]));
}
const night = theme(':root {');
const themes = { night, paper: { ...night, ...theme("[data-theme='paper']") }, clear: { ...night, ...theme("[data-theme='clear']") } };

function light(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one = '', other = ''): number {
  const [bright = 0, dark = 0] = [light(one), light(other)].sort((a, b) => b - a);
  return (bright + 0.05) / (dark + 0.05);
}

describe.each(Object.entries(themes))('the %s theme', (_, colours) => {
  it.each([
    ['text', 'ink'],
    ['text', 'ink-raised'],
    ['dim', 'ink'],
    ['dim', 'ink-raised'],
    ['dim', 'ink-sunk'],
    ['brass', 'ink'],
    ['on-brass', 'brass-fill'],
    ['on-verdict', 'admit'],
    ['on-verdict', 'refuse'],
    ['refer-mark', 'ink-raised'],
    ['refuse-mark', 'ink-raised'],
    ['admit-mark', 'ink'],
  ])('sets %s on %s with at least 4.5 to 1', (front, back) => {
    expect(contrast(colours[front], colours[back])).toBeGreaterThanOrEqual(4.5);
  });

  it('shows the focus with at least 3 to 1', () => {
    expect(contrast(colours.focus, colours.ink)).toBeGreaterThanOrEqual(3);
    expect(contrast(colours.focus, colours['ink-raised'])).toBeGreaterThanOrEqual(3);
  });
});
