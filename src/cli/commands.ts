import type { CommandEntry } from '../core/command.ts';

/** Commands that ask a running server over HTTP. */
export const cliCommands: readonly CommandEntry[] = [
  { name: 'block', load: async () => (await import('./commands/decisions.ts')).block },
  { name: 'unblock', load: async () => (await import('./commands/decisions.ts')).unblock },
  { name: 'decisions', load: async () => (await import('./commands/decisions.ts')).decisions },
  { name: 'alerts', load: async () => (await import('./commands/alerts.ts')).alerts },
  { name: 'calls', load: async () => (await import('./commands/calls.ts')).calls },
  { name: 'stops', load: async () => (await import('./commands/calls.ts')).stops },
  { name: 'stop', load: async () => (await import('./commands/calls.ts')).stop },
  { name: 'unstop', load: async () => (await import('./commands/calls.ts')).unstop },
  { name: 'rates', load: async () => (await import('./commands/calls.ts')).rates },
  { name: 'numbers', load: async () => (await import('./commands/calls.ts')).numbers },
  { name: 'customers', load: async () => (await import('./commands/customers.ts')).customers },
  { name: 'incident', load: async () => (await import('./commands/incident.ts')).incident },
  { name: 'measure', load: async () => (await import('./commands/measure.ts')).measure },
  { name: 'on-call', load: async () => (await import('./commands/on-call.ts')).onCall },
  { name: 'people', load: async () => (await import('./commands/people.ts')).people },
];
