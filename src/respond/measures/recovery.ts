import type { Incident } from '../../core/incident/incident.ts';
import {
  type Recovery,
  type RecoveryChange,
  type RecoveryPhase,
  type RecoveryPhaseName,
  type RecoveryTest,
  type RecoveryTestName,
  recoveryPhases,
  recoveryTests,
} from '../../core/incident/recovery.ts';
import type { IncidentActor } from '../../core/incident/timeline.ts';
import { ok, type Result, refused } from '../../core/result.ts';
import type { Text } from '../../core/text.ts';

type Phases = Pick<Recovery, 'phases'>['phases'];

const is = (nl: string, en: string): Text => ({ nl, en });
const nothing: Text = { nl: '', en: '' };

/** What phases and tests are called. */
export const phaseNames: Readonly<Record<RecoveryPhaseName, Text>> = {
  'one-phone': is('één toestel', 'one phone'),
  'one-site': is('één locatie', 'one site'),
  everybody: is('iedereen', 'everybody'),
};
export const testNames: Readonly<Record<RecoveryTestName, Text>> = {
  register: is('aanmelden', 'register'),
  'call-in': is('bellen naar binnen', 'call in'),
  'call-out': is('bellen naar buiten', 'call out'),
  'emergency-route': is('route naar 112', 'route to 112'),
};

/** A phase of which nothing is done. */
function newPhase(phase: RecoveryPhaseName, state: RecoveryPhase['state']): RecoveryPhase {
  const tests = recoveryTests.map(
    (test): RecoveryTest => ({ test, state: 'open', evidence: nothing, at: undefined, by: undefined, how: '' }),
  );
  return { phase, tests, doneAt: undefined, doneBy: undefined, state };
}

/** The way back as it begins: the first phase is open. */
export function newPhases(): readonly RecoveryPhase[] {
  return recoveryPhases.map((phase, i) => newPhase(phase, i === 0 ? 'open' : 'waiting'));
}

/** Whether the way back can be begun anew: all of it is done, or the incident was reopened since it began. */
export function canBeginAnew(
  { phases, reopenings }: Pick<Recovery, 'phases' | 'reopenings'>,
  { reopened }: Pick<Incident, 'reopened'>,
): boolean {
  return phases.every(({ state }) => state === 'done') || reopened.length > reopenings;
}

/** Goes back to a phase that was done: its tests and those of every wider one are to be done again. */
export function goBackTo(phases: Phases, phase: RecoveryPhaseName): Result<Phases, Text> {
  const index = phases.findIndex((one) => one.phase === phase);
  if (phases[index]?.state !== 'done') return refused(notDone(phase));
  return ok(phases.map((one, i) => (i < index ? one : newPhase(one.phase, i === index ? 'open' : 'waiting'))));
}

/**
 * The way back of two incidents that become one: the one that is less far goes on, since the other has not shown that all of it
 * works. Watches become one: the customers of both, until the later end.
 */
export function joinRecoveries(from: Recovery, into: Recovery): RecoveryChange {
  const { phases } = progress(from) < progress(into) ? from : into;
  const [one, other] = [into.watch, from.watch];
  const watch =
    one && other
      ? {
          ...one,
          from: Math.min(one.from, other.from),
          until: Math.max(one.until, other.until),
          customers: [...new Set([...one.customers, ...other.customers])],
          joined: one.joined + other.joined,
        }
      : (one ?? other);
  return { phases, watch, round: Math.max(from.round, into.round), reopenings: into.reopenings };
}

/** How far it is: phases that are done before tests that passed. */
function progress({ phases }: Pick<Recovery, 'phases'>): number {
  const done = phases.filter(({ state }) => state === 'done').length;
  const passed = phases.flatMap(({ tests }) => tests).filter(({ state }) => isPassed(state)).length;
  return done * 100 + passed;
}

function isPassed(state: RecoveryTest['state']): boolean {
  return state === 'passed' || state === 'not-applicable';
}

/** Writes down what came of a test of the phase that is open. */
export function withTest(
  phases: Phases,
  phase: RecoveryPhaseName,
  outcome: Omit<RecoveryTest, 'by' | 'at'> & { readonly by: IncidentActor; readonly at: number },
): Result<Phases, Text> {
  const at = phases.find((one) => one.phase === phase);
  if (at?.state !== 'open') return refused(notOpen(phase));
  return ok(
    phases.map((one) =>
      one === at ? { ...one, tests: one.tests.map((test) => (test.test === outcome.test ? outcome : test)) } : one,
    ),
  );
}

/** Ends a phase and opens the next: nothing goes wider before every test passed, or does not apply and why. */
export function finishPhase(
  phases: Phases,
  phase: RecoveryPhaseName,
  by: IncidentActor,
  at: number,
): Result<Phases, Text> {
  const index = phases.findIndex((one) => one.phase === phase);
  const current = phases[index];
  if (current?.state !== 'open') return refused(notOpen(phase));
  const left = current.tests.filter(({ state }) => !isPassed(state));
  if (left.length > 0) {
    const names = (language: 'nl' | 'en') => left.map(({ test }) => testNames[test][language]).join(', ');
    return refused(
      is(`Deze proeven zijn nog niet geslaagd: ${names('nl')}.`, `These tests have not passed yet: ${names('en')}.`),
    );
  }
  return ok(
    phases.map((one, i) => {
      if (i === index) return { ...one, state: 'done', doneAt: at, doneBy: by };
      return i === index + 1 ? { ...one, state: 'open' } : one;
    }),
  );
}

function notOpen(phase: RecoveryPhaseName): Text {
  const { nl, en } = phaseNames[phase];
  return is(`De fase “${nl}” is nu niet aan de beurt.`, `The phase “${en}” is not the one that is open.`);
}

function notDone(phase: RecoveryPhaseName): Text {
  const { nl, en } = phaseNames[phase];
  return is(
    `De fase “${nl}” is niet klaar: er valt niet naar terug te gaan.`,
    `The phase “${en}” is not done: there is no going back to it.`,
  );
}

/** Sentences of the way back. */
export const recoveryWords = {
  begun: is(
    'De terugkeer naar productie is begonnen: één toestel, dan één locatie, dan iedereen.',
    'The return to production has begun: one phone, then one site, then everybody.',
  ),
  begunAnew: is(
    'De terugkeer naar productie is opnieuw begonnen: één toestel, dan één locatie, dan iedereen.',
    'The return to production has begun anew: one phone, then one site, then everybody.',
  ),
  wentBack: (phase: RecoveryPhaseName, reason: string) =>
    is(
      `Terug naar de fase “${phaseNames[phase].nl}”. Reden: ${reason}`,
      `Back to the phase “${phaseNames[phase].en}”. Reason: ${reason}`,
    ),
  over: is(
    'Dit incident is gesloten of samengevoegd. Heropen het, of werk verder in het andere.',
    'This incident is closed or merged. Reopen it, or go on in the other one.',
  ),
  notBegun: is('De terugkeer naar productie is nog niet begonnen.', 'The return to production has not begun.'),
  tested: (phase: RecoveryPhaseName, test: RecoveryTestName, passed: boolean, { nl, en }: Text) =>
    is(
      `Proef ${testNames[test].nl} (${phaseNames[phase].nl}) ${passed ? 'geslaagd' : 'niet geslaagd'}: ${nl}`,
      `Test ${testNames[test].en} (${phaseNames[phase].en}) ${passed ? 'passed' : 'did not pass'}: ${en}`,
    ),
  skipped: (phase: RecoveryPhaseName, test: RecoveryTestName, why: string) =>
    is(
      `Proef ${testNames[test].nl} (${phaseNames[phase].nl}) is niet van toepassing: ${why}`,
      `Test ${testNames[test].en} (${phaseNames[phase].en}) does not apply: ${why}`,
    ),
  finished: (phase: RecoveryPhaseName) =>
    is(`Fase “${phaseNames[phase].nl}” is klaar.`, `Phase “${phaseNames[phase].en}” is done.`),
  whoLooked: is(
    'Zeg wie naar de route naar 112 heeft gekeken. Belwacht belt 112 nooit.',
    'Say who looked at the route to 112. Belwacht never calls 112.',
  ),
  never112: is(
    'De route naar 112 wordt door een mens bekeken en met naam bevestigd; Belwacht belt die nooit.',
    'The route to 112 is looked at by a person and confirmed by name; Belwacht never calls it.',
  ),
  watching: (until: string) =>
    is(
      `Extra toezicht tot ${until}: elke melding van de getroffen klanten hoort bij dit incident, hoe licht ook.`,
      `Extra watch until ${until}: every alert of the customers hit belongs to this incident, however mild.`,
    ),
  watchEnded: is('Het extra toezicht is beëindigd.', 'The extra watch has ended.'),
  watchClosed: is(
    'Het extra toezicht is beëindigd: het incident is gesloten.',
    'The extra watch has ended: the incident is closed.',
  ),
  nobodyToWatch: is('Dit incident noemt geen klant om op te letten.', 'This incident names no customer to watch.'),
  joined: is('extra toezicht na herstel', 'extra watch after recovery'),
} as const;
