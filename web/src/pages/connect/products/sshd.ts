import type { Product } from '../product.ts';
import { forward } from './forward.ts';

export const sshd: Product = {
  id: 'sshd',
  name: 'ssh · PAM',
  kinds: ['syslog'],
  steps: [
    {
      title: 'connect.sshdForward',
      text: 'connect.sshdForwardText',
      config: (target) => `# /etc/rsyslog.d/61-belwacht-auth.conf
if $syslogfacility-text == 'auth' or $syslogfacility-text == 'authpriv' then {
  ${forward(target, 'belwacht-auth').replaceAll('\n', '\n  ')}
}
`,
    },
    { title: 'connect.sshdTry', text: 'connect.sshdTryText', config: () => 'ssh nobody@localhost\n' },
  ],
};
