import type { Command } from '../core/command.ts';
import { parse } from './commands/parse.ts';
import { replay } from './commands/replay.ts';
import { rules } from './commands/rules.ts';

/** Commands that run here, without a server or as the server. */
export const appCommands: readonly Command[] = [parse, replay, rules];
