import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

// The window's content policy allows scripts and styles from files only, so nothing is inlined.
export default defineConfig(({ mode }) => ({
  plugins: [svelte()],
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  build: { target: 'safari16.4', assetsInlineLimit: 0, chunkSizeWarningLimit: 800, modulePreload: { polyfill: false } },
  server: { port: 1420, strictPort: true },
  test: { environment: 'happy-dom', include: ['src/**/*.test.ts'], restoreMocks: true },
}));
