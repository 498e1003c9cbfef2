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
  const { FakeDesk, fakeApi } = await import('./api/fake');
  const desk = new FakeDesk();
  // A long list to look at: ?guests=100000
  desk.fill(Number(new URLSearchParams(location.search).get('guests')));
  useApi(fakeApi(desk));
}

// The first Chinese name must not wait for its font.
for (const weight of [400, 700]) void document.fonts.load(`${weight} 1em "Noto Sans SC"`, '来宾');

mount(App, { target: document.getElementById('app') as HTMLElement });
