import type { Product } from '../product.ts';
import { forwardFile } from './forward.ts';

export const freeswitch: Product = {
  id: 'freeswitch',
  name: 'FreeSWITCH · FusionPBX',
  kinds: ['syslog', 'hep'],
  steps: [
    {
      title: 'connect.freeswitchLog',
      text: 'connect.freeswitchLogText',
      config: () => '<param name="log-auth-failures" value="true"/>\n',
    },
    {
      title: 'connect.freeswitchRsyslog',
      text: 'connect.asteriskRsyslogText',
      config: (target) => forwardFile(target, '/var/log/freeswitch/freeswitch.log', 'freeswitch'),
    },
    {
      title: 'connect.freeswitchHep',
      text: 'connect.freeswitchHepText',
      config: ({ host, hepUdp }) =>
        `<param name="capture-server" value="udp:${host}:${hepUdp};hep=3;capture_id=200"/>\n`,
    },
  ],
};
