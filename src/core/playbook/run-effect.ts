import type { Text } from '../text.ts';
import type { OwnAction, TaskRole } from './own-command.ts';
import type { VariableValues } from './variable.ts';
import type { VariableType } from './vocabularies.ts';

/** An automatic command with its variables filled in. */
export type Order =
  | { readonly action: Exclude<OwnAction, 'http-api'>; readonly with: Readonly<Record<string, string>> }
  | {
      readonly action: 'http-api';
      readonly method: string;
      /** Whoever sends it holds it against the list of hosts that may be asked. */
      readonly url: string;
      readonly headers: Readonly<Record<string, readonly string[]>>;
      readonly body: string | null;
      /** The body is base64 of bytes. */
      readonly binary: boolean;
      /** How it signs in; absent when it does not, and in what was handed out before there was any. */
      readonly auth?: OrderAuth;
    };

/** How a request signs in: with a secret that is kept under a name, never in the playbook or its run. */
export interface OrderAuth {
  readonly kind: 'basic' | 'bearer';
  readonly secret: string;
  /** Of `basic`; '' for the one that is kept with the secret. */
  readonly user: string;
}

/** What a person is asked to find out. */
export interface Question {
  readonly name: string;
  readonly type: VariableType;
  readonly description: string;
  /** What is known already, from the incident say, to be confirmed; absent when nothing is. */
  readonly value?: string;
}

interface OfStep {
  readonly step: string;
  /** Name of the step, or its id. Text of its author. */
  readonly name: string;
}

/** What is to be done now that the run is where it is. Carried out after the run was kept. */
export type RunEffect =
  /** Carry out, and come back with a result under the same key. Whoever carries out drops a key it did before. */
  | ({
      readonly kind: 'do';
      readonly key: string;
      readonly order: Order;
      readonly sentence: Text;
      readonly repeat: 'safe' | 'once';
    } & OfStep)
  /** Ask a person. The same key is the same task. */
  | ({
      readonly kind: 'task';
      readonly key: string;
      readonly text: string;
      readonly role: TaskRole | '';
      /** Name of the agent. */
      readonly owner: string;
      readonly due: number;
      /** What has to be kept; '' when nothing was said. */
      readonly evidence: string;
      readonly asks: readonly Question[];
      /** Nobody knows whether an automatic command was carried out: what has to be found out. */
      readonly doubt: Text | null;
    } & OfStep)
  /** Not wanted any more: its step timed out, or the answer came another way. */
  | { readonly kind: 'withdraw'; readonly key: string }
  /** Come back with the time then (ms UTC). */
  | { readonly kind: 'wait'; readonly until: number }
  /** Somebody has to know: a step without an outcome in time, or failed. */
  | ({ readonly kind: 'escalate'; readonly key: string; readonly why: Text } & OfStep)
  | { readonly kind: 'end'; readonly state: 'done' | 'failed' | 'stopped'; readonly values: VariableValues };

/** What happened. All times are ms UTC. */
export type RunInput =
  | { readonly kind: 'time'; readonly at: number }
  /** An automatic command came back. */
  | {
      readonly kind: 'result';
      readonly key: string;
      readonly at: number;
      readonly ok: boolean;
      readonly detail?: string;
      readonly values?: VariableValues;
      /** Somebody who settled it in place of the command; without, Belwacht. */
      readonly by?: string;
    }
  /** A person did a task, or says that it could not be done. */
  | {
      readonly kind: 'task';
      readonly key: string;
      readonly at: number;
      readonly ok: boolean;
      /** False, with `ok`: it did not have to be done. The step counts as done, and nothing was found out. */
      readonly applies?: boolean;
      readonly by: string;
      readonly detail?: string;
      readonly evidence?: string;
      readonly values?: VariableValues;
    }
  /**
   * The program started again. `begun`: keys of automatic commands that somebody really began to carry out and whose outcome
   * nobody knows; without it that is everything handed out before.
   */
  | { readonly kind: 'restart'; readonly at: number; readonly begun?: readonly string[] }
  /** Somebody does not want to wait for the delay of a step; `place` is the key of its activation. */
  | {
      readonly kind: 'hurry';
      readonly at: number;
      readonly place: string;
      readonly by: string;
      readonly reason: string;
    }
  | { readonly kind: 'stop'; readonly at: number; readonly by: string; readonly reason: string };

/** What a step of the run gave. */
export interface Stepped<Run> {
  readonly run: Run;
  readonly effects: readonly RunEffect[];
  /** Why the input was not taken; the run is as it was but for the time. */
  readonly refused: Text | null;
}
