import type { ApiDeps } from '../ports.ts';

/** What signing in needs of others. */
export type EngineDeps = Pick<
  ApiDeps,
  'authDatabase' | 'authSecrets' | 'system' | 'log' | 'clock' | 'signIn' | 'letters'
> & {
  readonly http: Pick<ApiDeps['http'], 'publicUrl' | 'allowedOrigins'>;
};
