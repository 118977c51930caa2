import { expect, it } from 'vitest';
import { type EscalationNames, effectSentence } from './effect-sentence.ts';
import { Drive, makePolicy, makeResponder, makeWay, makeWorld, minute, night } from './testing/make-escalation.ts';

const names: EscalationNames = {
  person: (id) => (id === 'anna' ? 'Anna\u202e\nA' : id),
  target: ({ kind, id }) => `${kind} ${id}`,
  dependency: (id) => id.toUpperCase(),
};
const away = { from: 0, until: Number.MAX_SAFE_INTEGER, standIn: 'bram' };
const ways = [makeWay('sms', { dependsOn: ['sbc'] })];
const people = [
  makeResponder('anna', { ways }),
  makeResponder('bram', { ways, quiet: '22:00-07:00' }),
  makeResponder('cleo', { ways, absences: [away] }),
];

it('tells a run, with what is doubtful about it', () => {
  const world = makeWorld(people, { hit: new Set(['sbc']) });
  const steps = [
    {
      targets: [
        { kind: 'person' as const, id: 'anna' },
        { kind: 'schedule' as const, id: 'noc' },
      ],
      waitMinutes: 5,
    },
    { targets: [{ kind: 'person' as const, id: 'cleo' }], waitMinutes: 5 },
  ];
  const drive = new Drive(makePolicy([], { steps }), world, night).toEnd();
  const at = drive.state.now;
  drive.put({ kind: 'acknowledged', at, by: 'anna', way: 'keypad' });
  drive.put({ kind: 'acknowledged', at: at + minute, by: 'bram', way: 'mail-reply' });
  drive.put({ kind: 'declined', at: at + minute, by: 'bram', way: 'app' });
  const told = drive.told.map(({ effect }) => effectSentence(effect, names));
  expect(told.map(({ en }) => en)).toEqual([
    'Not asked: schedule noc (does not exist any more).',
    'Anna A can be reached only through what is hit: SBC.',
    'Anna A asked by SMS (step 1, depends on what is hit: SBC).',
    'bram can be reached only through what is hit: SBC.',
    'bram asked by SMS (step 2, instead of cleo, after quiet hours, depends on what is hit: SBC).',
    'NOBODY REACHED. Asked: Anna A, bram.',
    '2 messages that were on their way are not needed any more.',
    'Anna A acknowledged through a key on the phone.',
    'bram acknowledged, too, through a reply by mail.',
    'bram cannot take it (through the app).',
  ]);
  expect(told[4]!.nl).toBe(
    'bram gevraagd via sms (stap 2, in plaats van cleo, na stille uren, hangt af van wat geraakt is: SBC).',
  );
  expect(told.every(({ nl, en }) => nl !== '' && nl !== en)).toBe(true);
});
