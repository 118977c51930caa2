import type { Product } from '../product.ts';
import { forward } from './forward.ts';

export const kamailio: Product = {
  id: 'kamailio',
  name: 'Kamailio',
  kinds: ['syslog', 'hep'],
  steps: [
    {
      title: 'connect.kamailioHep',
      text: 'connect.kamailioHepText',
      config: ({ host, hepUdp }) => `loadmodule "siptrace.so"
modparam("siptrace", "duplicate_uri", "sip:${host}:${hepUdp}")
modparam("siptrace", "hep_mode_on", 1)
modparam("siptrace", "hep_version", 3)
modparam("siptrace", "hep_capture_id", 100)
modparam("siptrace", "trace_to_database", 0)
modparam("siptrace", "trace_on", 1)
modparam("siptrace", "trace_mode", 1)
`,
    },
    {
      title: 'connect.kamailioLog',
      text: 'connect.kamailioLogText',
      config: () => `log_prefix=""

# Keep $rc at once: the next function overwrites it.
if (!auth_check("$td", "subscriber", "1")) {
    $var(rc) = $rc;
    xlog("L_NOTICE", "SEC event=auth_failed rc=$var(rc) src=$siz:$sp proto=$pr m=$rm user=\\"$(au{s.escape.common})\\" to=\\"$(tU{s.escape.common})\\" callid=\\"$(ci{s.escape.common})\\" ua=\\"$(ua{s.escape.common})\\"\\n");
    auth_challenge("$td", "1");
    exit;
}
xlog("L_INFO", "SEC event=auth_ok src=$siz:$sp proto=$pr m=$rm user=\\"$(au{s.escape.common})\\" ua=\\"$(ua{s.escape.common})\\"\\n");

if (!pike_check_req()) {
    xlog("L_WARN", "SEC event=pike src=$siz:$sp proto=$pr m=$rm ua=\\"$(ua{s.escape.common})\\"\\n");
    exit;
}
`,
    },
    {
      title: 'connect.kamailioRsyslog',
      text: 'connect.asteriskRsyslogText',
      config: (target) => `if $programname == 'kamailio' then {
  ${forward(target, 'belwacht-kamailio').replaceAll('\n', '\n  ')}
}
`,
    },
  ],
};
