import type { Product } from '../product.ts';

export const generic: Product = {
  id: 'generic',
  name: 'JSON over HTTP',
  nameKey: 'connect.genericName',
  kinds: ['http'],
  steps: [
    { title: 'connect.genericToken', text: 'connect.genericTokenText', act: 'token' },
    {
      title: 'connect.genericSend',
      text: 'connect.genericSendText',
      config: ({ origin }) => `curl -sS ${origin}/api/v1/events \\
  -H "Authorization: Bearer $BELWACHT_TOKEN" \\
  -H "Content-Type: application/x-ndjson" \\
  --data-binary '{"event.action":"sip-auth","event.outcome":"failure","event.reason":"wrong-password","source.ip":"203.0.113.7","user.name":"204"}'
`,
    },
  ],
};
