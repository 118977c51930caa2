import { parentPort, workerData } from 'node:worker_threads';
import { CallServer } from './call-server.ts';
import type { CallStart, FromCalls, ToCalls } from './messages.ts';

// The thread's own door: messages in, messages out; everything else is in CallServer.
const port = parentPort!;
const server = new CallServer(workerData as CallStart, (message: FromCalls) => port.postMessage(message));
port.on('message', (message: ToCalls) => server.hear(message));
port.postMessage({ type: 'ready' } satisfies FromCalls);
