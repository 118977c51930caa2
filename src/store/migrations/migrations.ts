import { spine } from './0001-spine.ts';
import { isolation } from './0002-isolation.ts';
import { record } from './0003-record.ts';
import { people } from './0004-people.ts';
import { customers } from './0005-customers.ts';
import { keeping } from './0006-keeping.ts';
import { machines } from './0007-machines.ts';
import { calls } from './0008-calls.ts';
import { geo } from './0009-geo.ts';
import { incidents } from './0010-incidents.ts';
import { plan } from './0011-plan.ts';
import { playbooks } from './0012-playbooks.ts';
import { onCall } from './0013-on-call.ts';
import { measures } from './0014-measures.ts';
import { geoHistory } from './0015-geo-history.ts';
import { geoRecent } from './0016-geo-recent.ts';
import { geoHours } from './0017-geo-hours.ts';
import { respondMended } from './0018-respond-mended.ts';
import { measuresMended } from './0019-measures-mended.ts';
import { incidentSearch } from './0020-incident-search.ts';
import { deckReading } from './0021-deck-reading.ts';
import { incidentTitles } from './0022-incident-titles.ts';
import type { Migration } from './migration.ts';

/** All migrations, in order. */
export const migrations: readonly Migration[] = [
  spine,
  isolation,
  record,
  people,
  customers,
  keeping,
  machines,
  calls,
  geo,
  incidents,
  plan,
  playbooks,
  onCall,
  measures,
  geoHistory,
  geoRecent,
  geoHours,
  respondMended,
  measuresMended,
  incidentSearch,
  deckReading,
  incidentTitles,
];
