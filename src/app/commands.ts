import type { Command } from '../core/command.ts';
/** Commands that run here, without a server or as the server. */
export const appCommands: readonly Command[] = [];
