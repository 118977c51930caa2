import type { Command } from '../core/command.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { parse } from './commands/parse.ts';
import { replay } from './commands/replay.ts';
import { rules } from './commands/rules.ts';
import { serve } from './commands/serve.ts';

/** Commands that run here, without a server or as the server. */
export const appCommands: readonly Command[] = [serve, demo, doctor, parse, replay, rules];
