import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../core/audit-entry.ts';
import { auditLine, framed } from './audit-export-line.ts';

const entry: AuditEntry = {
  seq: 7,
  at: Date.UTC(2026, 4, 20, 12, 0, 0, 5),
  tenant: 'provider',
  actor: { kind: 'person', id: 'u1', name: 'Zoë "de" Vries]\\', address: '192.0.2.9' },
  act: 'PATCH /api/v1/settings',
  action: 'setting.updated',
  object: { kind: 'setting', id: 'mode' },
  before: { value: 'off' },
  after: { value: 'enforce' },
  detail: null,
  reason: 'because',
  rule: '',
  prevHash: 'a'.repeat(64),
  hash: 'b'.repeat(64),
  payload: '{"seq" : 7, "reason" : "wegens één \\u0007"}',
};
/** RFC 5424 as its grammar says, for what we send. */
const grammar =
  /^<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([\x21-\x7e]{1,255}) belwacht - ([\x21-\x7e]{1,32}) \[belwacht@32473((?: [A-Za-z]{1,32}="(?:[^"\\\]]|\\["\\\]])*")*)\] \ufeff([^\n]*)$/u;

describe('an entry as syslog', () => {
  it('carries what one filters on, and what was hashed', () => {
    const text = auditLine(entry, 'noc-1').toString();
    const match = grammar.exec(text)!;
    expect(match.slice(1, 5)).toEqual(['109', '2026-05-20T12:00:00.005Z', 'noc-1', 'setting.updated']);
    expect(match[5]).toContain(' actorName="Zoë \\"de\\" Vries\\]\\\\"');
    expect(match[5]).toContain(` hash="${'b'.repeat(64)}"`);
    expect(match[6]).toBe(entry.payload);
    expect(auditLine({ ...entry, action: 'sign-in.failed' }, '').toString()).toMatch(/^<108>1 \S+ - belwacht/);
  });

  it('stays one well-formed line whatever strangers typed, also when it is cut', () => {
    const text = fc.string({ unit: 'binary', maxLength: 600 });
    fc.assert(
      fc.property(text, text, text, fc.integer({ min: 0, max: 3000 }), (name, action, payload, longest) => {
        const body = JSON.stringify(payload);
        const one = { ...entry, action, actor: { ...entry.actor, name }, payload: body };
        expect(auditLine(one, name).toString()).toMatch(grammar);
        const cut = auditLine(one, 'host', longest);
        expect(cut.toString()).toMatch(grammar);
        expect(cut.toString().isWellFormed()).toBe(true);
        expect(cut.toString()).not.toContain('\ufffd\ufffd\ufffd\ufffd\ufffd');
        if (cut.toString().includes(' cut="1"')) expect(body.startsWith(cut.toString().split('\ufeff')[1])).toBe(true);
      }),
    );
  });

  it('is framed by its length in bytes', () => {
    expect(framed(Buffer.from('é')).toString()).toBe('2 é');
  });
});
