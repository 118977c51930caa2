import { setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { HotServer } from './hot-server.ts';
import type { FromHot, HotStart, ToHot } from './messages.ts';

// The thread's own door: messages in, messages out; everything else is in HotServer.
const port = parentPort!;
try {
  // On Linux this is the thread's own priority: datagrams that nobody reads in time are lost. Only root may; others go without.
  setPriority(0, -10);
} catch {
  // Loss is counted and shown either way.
}
const server = new HotServer(workerData as HotStart, (message: FromHot) => port.postMessage(message));
port.on('message', (message: ToHot) => server.hear(message));
port.postMessage({ type: 'ready' } satisfies FromHot);
