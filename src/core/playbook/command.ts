import type { OwnAction } from './own-command.ts';
import type { ownCommandType, StandardCommandType } from './vocabularies.ts';

interface CommandBase {
  readonly description?: string;
  readonly version?: string;
  readonly playbook_activity?: string;
  readonly external_references?: readonly unknown[];
}

/** Section 5.8: a person does it. */
export interface ManualCommand extends CommandBase {
  readonly type: 'manual';
  readonly command?: string;
  readonly command_b64?: string;
}

/** Section 5.4: a request over HTTP; `command` is its start line. */
export interface HttpCommand extends CommandBase {
  readonly type: 'http-api';
  readonly command: string;
  readonly headers?: Readonly<Record<string, readonly string[]>>;
  readonly content?: string;
  readonly content_b64?: string;
  /** Ours: whether to send it again harms nobody. */
  readonly x_repeat?: 'safe' | 'once';
}

/** Any other command of the standard. Belwacht runs none of them: a person is asked to, with its text. */
export interface ForeignCommand extends CommandBase {
  readonly type: Exclude<StandardCommandType, 'manual' | 'http-api'>;
  readonly command?: string;
  readonly command_b64?: string;
  readonly [property: string]: unknown;
}

/** What Belwacht does itself. */
export interface OwnCommand extends CommandBase {
  readonly type: typeof ownCommandType;
  readonly action: OwnAction;
  /** Parameters of the action, as text in which variables are filled in. */
  readonly with?: Readonly<Record<string, string>>;
  /** `safe`: doing it twice is the same as doing it once. Default: `once`, unless the action only looks. */
  readonly repeat?: 'safe' | 'once';
}

/** One command of an action step. */
export type PlaybookCommand = ManualCommand | HttpCommand | ForeignCommand | OwnCommand;
