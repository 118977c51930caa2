import { parentPort, workerData } from 'node:worker_threads';
import { GeoServer } from './geo-server.ts';
import type { FromGeo, GeoStart, ToGeo } from './messages.ts';

// The thread's own door: messages in, messages out; everything else is in GeoServer.
const port = parentPort!;
const server = new GeoServer(workerData as GeoStart, (message: FromGeo) => {
  port.postMessage(message);
  if (message.type === 'stopped') port.close();
});
port.on('message', (message: ToGeo) => server.hear(message));
port.postMessage({ type: 'ready' } satisfies FromGeo);
