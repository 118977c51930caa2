import type { Product } from '../product.ts';
import { forward } from './forward.ts';

export const rsyslog: Product = {
  id: 'rsyslog',
  name: 'rsyslog',
  kinds: ['syslog'],
  steps: [
    {
      title: 'connect.rsyslogAll',
      text: 'connect.rsyslogAllText',
      config: (target) => `# /etc/rsyslog.d/60-belwacht.conf\n${forward(target, 'belwacht')}\n`,
    },
    {
      title: 'connect.rsyslogTest',
      text: 'connect.rsyslogTestText',
      config: ({ host, syslogUdp }) => `logger --server ${host} --port ${syslogUdp} --udp "hello Belwacht"\n`,
    },
  ],
};
