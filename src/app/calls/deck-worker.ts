import { parentPort, workerData } from 'node:worker_threads';
import { gunzipSync } from 'node:zlib';
import { RateDeckReader } from '../../core/rates/deck-reader.ts';
import type { DeckJob, DeckRead } from './read-deck.ts';

// Reads one deck apart from everything that has to answer quickly, hands it over and ends.
const { packed, reading } = workerData as DeckJob;
const { currency, worth, columns } = reading;
const reader = new RateDeckReader({ currency, columns, currencies: new Map(Object.entries(worth)) });
const bytes = gunzipSync(packed, { maxOutputLength: 1024 ** 3 });
const piece = 1024 * 1024;
for (let at = 0; at < bytes.length; at += piece) reader.push(bytes.subarray(at, at + piece));
const { deck, ...report } = reader.end();
const { arrays } = deck;
const buffers = [arrays.keys, arrays.rate, arrays.name, arrays.firstEntry, arrays.validFrom, arrays.validUntil].flatMap(
  (array) => (array ? [array.buffer as ArrayBuffer] : []),
);
const read: DeckRead = { arrays, report, prefixes: deck.prefixes, bytes: bytes.length };
parentPort!.postMessage(read, buffers);
