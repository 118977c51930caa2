import type { CommandEntry } from '../core/command.ts';

/** Commands that run here, without a server or as the server. */
export const appCommands: readonly CommandEntry[] = [
  { name: 'serve', load: async () => (await import('./commands/serve.ts')).serve },
  { name: 'demo', load: async () => (await import('./commands/demo.ts')).demo },
  { name: 'doctor', load: async () => (await import('./commands/doctor.ts')).doctor },
  { name: 'parse', load: async () => (await import('./commands/parse.ts')).parse },
  { name: 'replay', load: async () => (await import('./commands/replay.ts')).replay },
  { name: 'simulate', load: async () => (await import('./commands/simulate.ts')).simulate },
  { name: 'geo', load: async () => (await import('./commands/geo.ts')).geoCommand },
  { name: 'rules', load: async () => (await import('./commands/rules.ts')).rules },
  { name: 'playbook', load: async () => (await import('./commands/playbook.ts')).playbook },
  { name: 'plan', load: async () => (await import('./commands/plan.ts')).plan },
  { name: 'audit', load: async () => (await import('./commands/audit.ts')).audit },
  { name: 'backup', load: async () => (await import('./commands/backup.ts')).backup },
  { name: 'restore', load: async () => (await import('./commands/restore.ts')).restore },
  { name: 'secrets', load: async () => (await import('./commands/secrets.ts')).secrets },
];
