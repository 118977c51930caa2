import type { Command } from '../core/command.ts';
import { alerts } from './commands/alerts.ts';
import { block, decisions, unblock } from './commands/decisions.ts';

/** Commands that ask a running server over HTTP. */
export const cliCommands: readonly Command[] = [block, unblock, decisions, alerts];
