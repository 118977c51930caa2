import fc from 'fast-check';
import type { Piece } from './build-playbook.ts';

/** Names of the variables of random playbooks. */
export const randomVariables = ['__a__', '__b__', '__c__'] as const;

let names = 0;
const action = fc
  .record({
    kind: fc.constantFrom('do' as const, 'ask' as const),
    sets: fc.option(fc.constantFrom(...randomVariables), { nil: undefined }),
    repeat: fc.constantFrom('safe' as const, 'once' as const),
    delay: fc.option(fc.integer({ min: 1, max: 5_000 }), { nil: undefined, freq: 5 }),
  })
  .map((piece): Piece => ({ ...piece, name: `step ${names++}` }));
const condition = fc
  .record({ name: fc.constantFrom(...randomVariables), value: fc.constantFrom('0', '1', '2'), not: fc.boolean() })
  .map(({ name, value, not }) => `${name}:value ${not ? '!=' : '='} '${value}'`);

const tree = fc.letrec<{ piece: Piece; row: readonly Piece[] }>((tie) => ({
  row: fc.array(tie('piece'), { maxLength: 2 }),
  piece: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'pieces', withCrossShrink: true },
    action,
    fc
      .record({
        kind: fc.constant('do' as const),
        repeat: fc.constantFrom('safe' as const, 'once' as const),
        onFailure: tie('row'),
      })
      .map((piece): Piece => ({ ...piece, name: `step ${names++}` })),
    fc.record({
      kind: fc.constant('parallel' as const),
      branches: fc.array(tie('row'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constant('if' as const),
      condition,
      yes: tie('row'),
      no: fc.option(tie('row'), { nil: undefined }),
    }),
    // One branch finds out what another asks about.
    fc
      .tuple(fc.constantFrom(...randomVariables), fc.constantFrom('0', '1', '2'), tie('row'))
      .map(([name, value, row]): Piece => {
        const ask = (sets?: string): Piece => ({ kind: 'ask', name: `step ${names++}`, sets });
        const fork: Piece = { kind: 'if', condition: `${name}:value = '${value}'`, yes: [ask()], no: [ask(), ...row] };
        return { kind: 'parallel', branches: [[ask(name)], [ask(), fork], [ask(name)]] };
      }),
    // Each round ends by finding out anew, so that it ends in the end.
    fc
      .record({ name: fc.constantFrom(...randomVariables), value: fc.constantFrom('0', '1', '2'), body: tie('row') })
      .map(
        ({ name, value, body }): Piece => ({
          kind: 'while',
          condition: `${name}:value = '${value}'`,
          body: [...body, { kind: 'ask', name: `step ${names++}`, sets: name }],
        }),
      ),
    fc.record({
      kind: fc.constant('switch' as const),
      on: fc.constantFrom(...randomVariables.map((name) => `${name}:value`)),
      cases: fc.record({ '0': tie('row'), '1': tie('row'), default: tie('row') }),
    }),
  ),
}));

/** Pieces of a random playbook that begins with something to do. */
export const arbitraryPieces: fc.Arbitrary<readonly Piece[]> = fc
  .tuple(action, fc.array(tree.piece, { minLength: 1, maxLength: 3 }))
  .map(([first, rest]) => [first, ...rest]);
