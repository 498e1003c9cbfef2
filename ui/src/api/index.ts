// Holds the backend in use; set once at the start, or by a test.
import type { ErrorView } from '../generated/ErrorView';
import type { Api } from './types';

export type * from './types';

let current: Api | null = null;

export function useApi(api: Api): void {
  current = api;
}

export function api(): Api {
  if (!current) throw new Error('no backend was set');
  return current;
}

/** Gives what a failed call rejected with; anything unexpected becomes an ErrorView too. */
export function asError(thrown: unknown): ErrorView {
  if (thrown && typeof thrown === 'object' && 'message' in thrown) {
    const { code = 'unexpected', message, hint = '' } = thrown as Partial<ErrorView>;
    return { code, message: String(message), hint };
  }
  return { code: 'unexpected', message: String(thrown), hint: '' };
}
