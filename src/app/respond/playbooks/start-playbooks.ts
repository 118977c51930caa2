import type { IncidentDeskPort } from '../../../api/ports/incident-desk.ts';
import type { MeasureDeskPort } from '../../../api/ports/measures.ts';
import type { OnCallDeskPort } from '../../../api/ports/on-call.ts';
import type { PlaybookDeskPort } from '../../../api/ports/playbooks.ts';
import { ownAsker } from '../asker.ts';
import type { RespondParts } from '../respond-parts.ts';
import { HttpHosts } from './http-hosts.ts';
import { PlaybookLibrary } from './library.ts';
import { RunDesk } from './run-desk.ts';
import { Runner } from './runner.ts';
import { openSecret, PlaybookSecrets } from './secrets.ts';
import { shipPlaybooks } from './ship-playbooks.ts';

export interface PlaybookDesk extends PlaybookDeskPort {
  /** Goes on with runs that a stop or a crash broke off; they may ask any part. */
  begin(): Promise<void>;
  stop(): Promise<void>;
}

/** The desks that steps ask. */
export interface StepDesks {
  readonly incidents: IncidentDeskPort;
  readonly measures: MeasureDeskPort;
  readonly onCall: OnCallDeskPort;
}

/** Puts in the playbooks that come along. Runs go on once all parts are there. */
export async function startPlaybooks(parts: RespondParts, desks: StepDesks): Promise<PlaybookDesk> {
  const { store, storeOf, tell, alarm, clock, log } = parts;
  const httpHosts = parts.config.playbooks.http_hosts;
  await shipPlaybooks(store, ownAsker.by.name);
  const secret = (name: string) => openSecret(store, name);
  const runner = new Runner({ store, desks, hosts: new HttpHosts(httpHosts), secret, tell, alarm, clock, log });
  const secrets = new PlaybookSecrets(storeOf, tell);
  const library = new PlaybookLibrary({ storeOf, tell, clock, secrets, httpHosts });
  const runs = new RunDesk({ store, storeOf, runner, clock });
  return {
    secrets,
    library,
    runs,
    start: (playbook, incident, values, asker) => runs.start(playbook, incident, values, asker),
    finishTask: (source, answer, asker) => runs.finishTask(source, answer, asker),
    begin: () => runner.begin(),
    stop: () => runner.stop(),
  };
}
