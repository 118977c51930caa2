import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ChainCheck, type ChainLink, genesis, linkHash, readHead, writeHead } from './audit-chain.ts';

/** A record of entries as the database writes it. */
function record(contents: readonly string[], from = 1, before = genesis): ChainLink[] {
  let prevHash = before;
  return contents.map((reason, i) => {
    const payload = JSON.stringify({ seq: from + i, action: 'decision.created', reason });
    const link = { seq: from + i, payload, prevHash, hash: linkHash({ prevHash, payload }) };
    prevHash = link.hash;
    return link;
  });
}

function check(links: readonly ChainLink[], original = links, expected?: string) {
  const checker = new ChainCheck(expected === undefined ? undefined : readHead(expected));
  for (const link of links) if (!checker.take(link)) break;
  const { seq, hash } = original.at(-1) ?? { seq: 0, hash: genesis };
  return checker.end({ seq, hash });
}

const rewritten = (link: ChainLink): ChainLink => ({ ...link, hash: linkHash(link) });
const contents = fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 30 });
const place = fc.nat();

describe('the chain of the record', () => {
  it('holds as it was written', () => {
    fc.assert(
      fc.property(contents, (texts) => {
        const links = record(texts);
        expect(check(links)).toMatchObject({ ok: true, entries: texts.length, first: 1, fault: null });
        expect(check(links, links, writeHead(links[texts.length >> 1])).ok).toBe(true);
      }),
    );
    expect(check([])).toMatchObject({ ok: true, entries: 0 });
  });

  it('tells of any changed byte, at its entry', () => {
    fc.assert(
      fc.property(
        contents,
        place,
        place,
        fc.constantFrom('payload', 'prevHash', 'hash'),
        fc.integer({ min: 1, max: 255 }),
        (texts, at, byte, member, flip) => {
          const links = record(texts);
          const i = at % links.length;
          const text = links[i][member];
          const j = byte % text.length;
          const other = String.fromCharCode(text.charCodeAt(j) ^ flip);
          links[i] = { ...links[i], [member]: text.slice(0, j) + other + text.slice(j + 1) };
          const { ok, fault } = check(links, record(texts));
          expect(ok).toBe(false);
          expect(fault).toMatchObject({ kind: 'changed', seq: i + 1 });
        },
      ),
    );
  });

  it('tells of an entry that was changed and given a fitting hash', () => {
    fc.assert(
      fc.property(contents, place, (texts, at) => {
        const links = record(texts);
        const i = at % links.length;
        const payload = links[i].payload.replace('"reason":', '"reason":"other","was":');
        links[i] = rewritten({ ...links[i], payload });
        expect(check(links, record(texts)).fault).toMatchObject({ kind: 'changed', seq: i + 1 });
      }),
    );
  });

  it('tells of entries that are gone', () => {
    fc.assert(
      fc.property(contents, place, (texts, at) => {
        const links = record(texts);
        const i = at % links.length;
        const [gone] = links.splice(i, 1);
        expect(check(links, record(texts)).fault).toMatchObject({
          kind: i === texts.length - 1 ? 'cut' : 'missing',
          seq: gone.seq,
        });
      }),
    );
  });

  it('tells of two entries that changed places, whether or not they took the numbers with them', () => {
    fc.assert(
      fc.property(contents, place, place, fc.boolean(), (texts, a, b, renumbered) => {
        const links = record(texts);
        const i = a % links.length;
        const j = b % links.length;
        fc.pre(i !== j);
        const first = Math.min(i, j);
        [links[i], links[j]] = [links[j], links[i]];
        if (renumbered) {
          links[i] = { ...links[i], seq: i + 1 };
          links[j] = { ...links[j], seq: j + 1 };
        }
        const { ok, fault } = check(links, record(texts));
        expect(ok).toBe(false);
        if (renumbered) expect(fault).toMatchObject({ kind: 'reordered', seq: first + 1 });
      }),
    );
  });

  it('tells of an entry that was put in, with all numbers after it moved up', () => {
    fc.assert(
      fc.property(contents, place, (texts, at) => {
        const links = record(texts);
        const i = at % links.length;
        const payload = JSON.stringify({ seq: i + 1, action: 'decision.created', reason: 'forged' });
        const forged = rewritten({ seq: i + 1, payload, prevHash: links[i].prevHash, hash: '' });
        const moved = links.slice(i).map((link) => ({ ...link, seq: link.seq + 1 }));
        const result = check([...links.slice(0, i), forged, ...moved], record(texts));
        expect(result.ok).toBe(false);
        expect(result.fault!.seq).toBeLessThanOrEqual(i + 2);
        expect(check([...links, { ...forged, seq: links.length }], links).fault).toMatchObject({ kind: 'added' });
      }),
    );
  });

  it('knows a record that was written anew from a head that was noted', () => {
    fc.assert(
      fc.property(contents, place, (texts, at) => {
        const links = record(texts);
        const i = at % links.length;
        const noted = writeHead(links.at(-1)!);
        const anew = record(texts.map((text, n) => (n === i ? `${text}!` : text)));
        expect(check(anew).ok).toBe(true);
        expect(check(anew, anew, noted).fault).toMatchObject({ kind: 'head', seq: links.length });
        expect(check(links.slice(0, -1), links.slice(0, -1), noted).fault).toMatchObject({
          kind: 'cut',
          seq: links.length,
        });
      }),
    );
  });

  it('begins where retention ended, and only there', () => {
    fc.assert(
      fc.property(contents, place, (texts, at) => {
        const links = record(texts);
        const gone = 1 + (at % (links.length - 1));
        const through = links[gone - 1];
        const last = links.at(-1)!;
        const payload = JSON.stringify({
          seq: last.seq + 1,
          action: 'audit.pruned',
          detail: { through: through.seq, hash: through.hash },
        });
        const mark = rewritten({ seq: last.seq + 1, payload, prevHash: last.hash, hash: '' });
        const left = [...links.slice(gone), mark];
        expect(check(left)).toMatchObject({ ok: true, first: gone + 1 });
        expect(check(left, left, writeHead(through)).ok).toBe(true);
        if (gone > 1) expect(check(left, left, writeHead(links[0])).fault).toMatchObject({ kind: 'pruned', seq: 1 });
        expect(check(left.slice(1), left).fault).toMatchObject({ kind: 'missing', seq: 1 });
        expect(check(links.slice(gone), links).fault).toMatchObject({ kind: 'missing', seq: 1 });
      }),
    );
  });

  it('reads only heads that are some', () => {
    expect(readHead(`7:${'a'.repeat(64)}`)).toEqual({ seq: 7, hash: 'a'.repeat(64) });
    for (const text of ['', '7', `7:${'A'.repeat(64)}`, `x:${'a'.repeat(64)}`, `7:${'a'.repeat(63)}`]) {
      expect(readHead(text)).toBeUndefined();
    }
  });
});
