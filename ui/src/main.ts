import './style/fonts.css';
import './style/tokens.css';
import './style/base.css';

import { mount } from 'svelte';

import App from './App.svelte';
import { useApi } from './api';

// Only a build for the browser carries the made-up backend.
if (import.meta.env.PROD && import.meta.env.MODE === 'production') {
  useApi((await import('./api/tauri')).tauriApi);
} else {
  const { fakeApi } = await import('./api/fake');
  useApi(fakeApi());
}

// The first Chinese name must not wait for its font.
for (const weight of [400, 700]) void document.fonts.load(`${weight} 1em "Noto Sans SC"`, '来宾');

mount(App, { target: document.getElementById('app') as HTMLElement });
