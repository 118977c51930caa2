import type { Product } from '../product.ts';
import { forwardFile } from './forward.ts';

export const asterisk: Product = {
  id: 'asterisk',
  name: 'Asterisk · FreePBX',
  kinds: ['syslog', 'hep'],
  steps: [
    {
      title: 'connect.asteriskSecurity',
      text: 'connect.asteriskSecurityText',
      config: () => `[logfiles]
security => security
messages => notice,warning,error
`,
    },
    {
      title: 'connect.asteriskRsyslog',
      text: 'connect.asteriskRsyslogText',
      config: (target) => {
        const both = forwardFile(target, '/var/log/asterisk/security', 'asterisk');
        const input =
          'input(type="imfile" file="/var/log/asterisk/messages" tag="asterisk:" ruleset="belwacht-asterisk")';
        return both.replace('\n\nruleset', `\n${input}\n\nruleset`);
      },
    },
    {
      title: 'connect.asteriskHep',
      text: 'connect.asteriskHepText',
      config: ({ host, hepUdp }) => `[general]
enabled = yes
capture_address = ${host}:${hepUdp}
capture_id = 1
uuid_type = call-id
`,
    },
  ],
};
