import type { PlaybookCommand } from '../../../core/playbook/command.ts';
import type { Playbook } from '../../../core/playbook/playbook.ts';
import type { PlaybookVariable } from '../../../core/playbook/variable.ts';

/** A step that does something: by itself (`do`) or by a person (`ask`). */
export interface ActionPiece {
  readonly kind: 'do' | 'ask';
  readonly name: string;
  readonly sets?: string;
  readonly repeat?: 'safe' | 'once';
  /** What comes after a failure; without it the failure goes outwards. */
  readonly onFailure?: readonly Piece[];
  readonly delay?: number;
  readonly timeout?: number;
  readonly commands?: readonly PlaybookCommand[];
}

/** What a test says of a playbook: pieces one after another. */
export type Piece =
  | ActionPiece
  | { readonly kind: 'parallel'; readonly branches: readonly (readonly Piece[])[] }
  | { readonly kind: 'if'; readonly condition: string; readonly yes: readonly Piece[]; readonly no?: readonly Piece[] }
  | { readonly kind: 'while'; readonly condition: string; readonly body: readonly Piece[] }
  | { readonly kind: 'switch'; readonly on: string; readonly cases: Readonly<Record<string, readonly Piece[]>> }
  | {
      readonly kind: 'call';
      readonly playbook: string;
      readonly gives?: readonly string[];
      readonly takes?: readonly string[];
    };

export const agentId = 'individual--00000000-0000-4000-8000-00000000a9e7';

/** A playbook of these pieces. `number` makes its id and those of its steps. */
export function buildPlaybook(
  pieces: readonly Piece[],
  variables: Readonly<Record<string, PlaybookVariable>> = {},
  { number = 1, exception = undefined as readonly Piece[] | undefined } = {},
): Playbook {
  const workflow: Record<string, Record<string, unknown>> = {};
  let count = 0;
  const id = (type: string) => {
    count++;
    return `${type}--${number.toString(16).padStart(8, '0')}-0000-4000-8000-${count.toString(16).padStart(12, '0')}`;
  };
  const row = (list: readonly Piece[]): string => {
    const end = id('end');
    workflow[end] = { type: 'end' };
    return list.reduceRight((next, piece) => add(piece, next), end);
  };
  const add = (piece: Piece, next: string): string => {
    switch (piece.kind) {
      case 'do':
      case 'ask': {
        const key = id('action');
        const own: PlaybookCommand =
          piece.kind === 'do'
            ? {
                type: 'x-belwacht',
                action: 'block-source',
                with: { address: '192.0.2.1', reason: piece.name },
                repeat: piece.repeat ?? 'once',
              }
            : { type: 'manual', command: `please ${piece.name}` };
        workflow[key] = {
          type: 'action',
          name: piece.name,
          agent: agentId,
          commands: piece.commands ?? [own],
          ...(piece.sets ? { out_args: [piece.sets] } : {}),
          ...(piece.delay ? { delay: piece.delay } : {}),
          ...(piece.timeout ? { timeout: piece.timeout } : {}),
          on_success: next,
          ...(piece.onFailure ? { on_failure: row(piece.onFailure) } : {}),
        };
        return key;
      }
      case 'parallel': {
        const key = id('parallel');
        workflow[key] = { type: 'parallel', next_steps: piece.branches.map(row), on_success: next };
        return key;
      }
      case 'if': {
        const key = id('if-condition');
        const no = piece.no ? { on_false: row(piece.no) } : {};
        workflow[key] = {
          type: 'if-condition',
          condition: piece.condition,
          on_true: row(piece.yes),
          ...no,
          on_success: next,
        };
        return key;
      }
      case 'while': {
        const key = id('while-condition');
        workflow[key] = {
          type: 'while-condition',
          condition: piece.condition,
          on_true: row(piece.body),
          on_success: next,
        };
        return key;
      }
      case 'switch': {
        const key = id('switch-condition');
        const cases = Object.fromEntries(Object.entries(piece.cases).map(([word, list]) => [word, row(list)]));
        workflow[key] = { type: 'switch-condition', switch: piece.on, cases, on_success: next };
        return key;
      }
      case 'call': {
        const key = id('playbook-action');
        workflow[key] = {
          type: 'playbook-action',
          playbook_id: piece.playbook,
          ...(piece.gives ? { in_args: piece.gives } : {}),
          ...(piece.takes ? { out_args: piece.takes } : {}),
          on_success: next,
        };
        return key;
      }
    }
  };
  const first = row(pieces);
  const start = id('start');
  workflow[start] = { type: 'start', on_completion: first };
  const made = '2026-01-01T00:00:00.000Z';
  const playbook = {
    type: 'playbook',
    spec_version: 'cacao-2.0',
    id: playbookId(number),
    name: `playbook ${number}`,
    created_by: 'identity--00000000-0000-4000-8000-00000000be11',
    created: made,
    modified: made,
    playbook_variables: variables,
    workflow_start: start,
    ...(exception ? { workflow_exception: row(exception) } : {}),
    workflow,
    agent_definitions: { [agentId]: { type: 'individual', name: 'engineer' } },
  };
  return playbook as unknown as Playbook;
}

/** Id of the playbook with this number. */
export function playbookId(number: number): string {
  return `playbook--${number.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;
}
