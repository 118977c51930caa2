import { createSocket } from 'node:dgram';
import type { RedirectListener } from './redirect-options.ts';
import type { RedirectPort, RunningRedirect } from './redirect-port.ts';

/** Room for a burst: what waits longer than a caller does is better lost, since a client sends it again after 500 ms. */
const receiveBuffer = 2 * 1024 * 1024;
const sendBuffer = 2 * 1024 * 1024;
/** Answers datagrams. Rejects with the system's error when it cannot bind. */
export async function startRedirectUdp(listener: RedirectListener, port: RedirectPort): Promise<RunningRedirect> {
  const family = listener.host.includes(':') ? 6 : 4;
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    ipv6Only: family === 6,
    recvBufferSize: receiveBuffer,
    sendBufferSize: sendBuffer,
    // Answers go to addresses, never to names.
    lookup: (host, _options, done) => done(null, host, family),
  });
  const { counts, stall } = port;
  const sent = (error: Error | null) => {
    if (error) counts.unsent++;
  };
  socket.on('message', (bytes, remote) => {
    const { address, peer } = port.peerOf(remote.address);
    if (!peer) {
      counts.strangers++;
      return;
    }
    const now = stall.arrival();
    const asker = { peer, address, port: remote.port };
    const answer = port.agent.answer(bytes, 0, bytes.length, asker, now, stall.stale);
    if (answer) socket.send(Buffer.from(answer.text, 'latin1'), answer.port, remote.address, sent);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(listener.port, listener.host, () => {
      socket.off('error', reject);
      resolve();
    });
  });
  // Errors of single datagrams (such as an ICMP answer) concern nobody.
  socket.on('error', () => {});
  return {
    id: listener.id,
    port: socket.address().port,
    stop: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}
