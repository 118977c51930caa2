import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';

/** Below what the kernel hands out by itself (32768 and up), so that nobody gets the port by accident before it is used. */
const [lowest, highest] = [20_000, 32_000];

/** A port of 127.0.0.1 that is free now, over TCP and over UDP. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if ((await isFreeTcp(port)) && (await isFreeUdp(port))) return port;
  }
  throw new Error(`no free port was found from ${lowest} to ${highest}`);
}

function isFreeTcp(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

function isFreeUdp(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => resolve(false));
    socket.bind(port, '127.0.0.1', () => socket.close(() => resolve(true)));
  });
}
