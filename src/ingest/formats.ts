import type { FormatName } from '../core/format-names.ts';
import type { Format } from './format.ts';
import { createAsterisk } from './formats/asterisk/asterisk.ts';
import { createFreeswitch } from './formats/freeswitch/freeswitch.ts';
import { createJson } from './formats/json/json.ts';
import { createKamailio } from './formats/kamailio/kamailio.ts';
import { createPam } from './formats/pam/pam.ts';
import { createSshd } from './formats/sshd/sshd.ts';
import { createSuricata } from './formats/suricata/suricata.ts';

/** One entry per folder of formats/. */
export interface FormatEntry {
  readonly name: FormatName;
  /** A new reader with caches of its own. */
  readonly create: () => Format;
}

/** All formats, in the order in which automatic detection asks them: the more particular first. */
export const formats: readonly FormatEntry[] = [
  { name: 'asterisk', create: createAsterisk },
  { name: 'kamailio', create: createKamailio },
  { name: 'freeswitch', create: createFreeswitch },
  { name: 'sshd', create: createSshd },
  { name: 'pam', create: createPam },
  { name: 'suricata', create: createSuricata },
  { name: 'json', create: createJson },
];
