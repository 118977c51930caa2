import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { createChannels } from './channels.ts';
import { createWays } from './way-adapters.ts';

const refuse = () => Promise.reject(new Error('not in this test'));

test('folders and registries agree', () => {
  const folders = readdirSync(new URL('./channels/', import.meta.url)).sort();
  const channels = createChannels(
    {
      mail: { host: '127.0.0.1', port: 25, secure: false, from: 'belwacht@example.nl' },
      webhook: { secret: `whsec_${Buffer.from('twenty-four random bytes').toString('base64')}` },
    },
    { clock: Date.now, post: refuse },
  );
  const ways = createWays(
    {
      rooms: [],
      push: { keys: { publicKey: '', privateKey: '' }, contact: '', devicesOf: refuse, noted: refuse },
      sms: {
        ...{ url: 'https://sms.example.nl', method: 'POST', headers: {}, form: {}, json: '', user: '', secret: '' },
        ...{ sender: '', number: 'plus', statuses: [], field: '', values: [] },
      },
      phone: {
        account: {
          ...{ host: 'sip.example.nl', port: 0, transport: 'udp', ca: '', localAddress: '', domain: '', user: 'alarm' },
          ...{ authUser: '', password: '', callerId: '', register: false, ringS: 30 },
        },
        ...{ number: 'plus', voicePorts: [0, 0], calls: 1, speech: [] },
      },
    },
    { ask: refuse, guarded: refuse, answer: refuse },
  );
  const names = [...channels.map(({ kind }) => kind), ...ways.map(({ channel }) => channel)];
  expect(names.sort()).toEqual(folders);
});
