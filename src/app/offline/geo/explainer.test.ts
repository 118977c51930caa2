import { describe, expect, it } from 'vitest';
import { defaultDialPlan } from '../../../core/phone/dial-plan.ts';
import { GeoJudge } from '../../../decide/geo/geo-judge.ts';
import { checkPolicyText } from './check-policy-files.ts';
import { explainStream } from './explain-stream.ts';
import { Explainer, type ExplainQuestion } from './explainer.ts';

const policy = `
name: Näher
rules:
  - {id: home, verdict: allow, services: [sip], subjects: [NL]}
  - {id: rest, verdict: refuse, services: [sip], subjects: any}
  - {id: calls, verdict: refuse, services: [calls-out], subjects: [kind:premium, +88213]}
`;
const places: Readonly<Record<string, string>> = { '20.0.0.1': 'NL', '2600::1': 'NL', '21.0.0.1': 'CN' };

function explainer(own: Partial<ExplainQuestion> = {}): Explainer {
  const checked = checkPolicyText(policy, 0);
  if (!checked.ok) throw new Error('the policy of the test has faults');
  const question = {
    context: { tenant: '', site: '', asset: '' },
    service: undefined,
    time: 0,
    plan: defaultDialPlan('NL'),
    ...own,
  };
  return new Explainer(new GeoJudge(checked.value.book), question, (address) => ({
    country: places[address] ?? '',
    asNumber: 64_500,
    asName: '',
    hosting: false,
  }));
}

describe('explaining offline', () => {
  it.each([
    ['20.0.0.1', 'NL', 'allow', 'home'],
    ['2600:0::1', 'NL', 'allow', 'home'],
    ['::ffff:20.0.0.1', 'NL', 'allow', 'home'],
    ['21.0.0.1', 'CN', 'refuse', 'rest'],
    ['203.0.113.7', '', 'refuse', 'rest'],
    ['10.0.0.1', '', 'allow', ''],
    ['+31201234567', 'NL', 'allow', ''],
    ['0906-1234', 'NL', 'refuse', 'calls'],
    ['0088213123456', '', 'refuse', 'calls'],
    ['112', 'NL', 'allow', ''],
  ])('%s', (subject, country, verdict, rule) => {
    const line = explainer().line(subject);
    expect(line).toMatch(/^[ -~]*$/);
    const answer = JSON.parse(line) as { because: { rule: string; sentence: string }[] };
    expect(Object.keys(answer).slice(0, 4)).toEqual(['subject', 'country', 'verdict', 'because']);
    expect(answer).toMatchObject({ subject, country, verdict });
    expect(answer.because[0].rule).toBe(rule);
    expect(answer.because.every(({ sentence }) => sentence.length > 0)).toBe(true);
  });

  it.each(['nowhere', '203.0.113', '20.0.0.01', '300.1.1.1', '10.0.0.0/8', '\u202e', '"', '+', 'AS64500'])(
    '%s is neither',
    (subject) => {
      const own = explainer();
      expect(JSON.parse(own.line(subject))).toEqual({ subject, error: expect.any(String) });
      expect(own.failed).toBe(1);
    },
  );

  it('says when the service does not suit', () => {
    expect(explainer({ service: 'calls-out' }).line('20.0.0.1')).toContain('"error"');
    expect(explainer({ service: 'web' }).line('+31201234567')).toContain('"error"');
  });

  it('reads a stream, however it is cut, and a line without end', async () => {
    const whole = '20.0.0.1\r\n\n21.0.0.1\nnowhere\n10.0.0.1';
    const expected = ['20.0.0.1', '21.0.0.1', 'nowhere', '10.0.0.1'];
    for (let size = 1; size < whole.length; size += 5) {
      let out = '';
      const pieces = whole.match(new RegExp(`[^]{1,${size}}`, 'g'))!.map((piece) => Buffer.from(piece));
      await explainStream(streamOf(pieces), explainer(), (text) => {
        out += text;
      });
      const lines = out.trimEnd().split('\n');
      expect(lines.map((line) => (JSON.parse(line) as { subject: string }).subject)).toEqual(expected);
    }
    let out = '';
    await explainStream(streamOf(Array.from({ length: 50 }, () => Buffer.alloc(10_000, 'x'))), explainer(), (text) => {
      out += text;
    });
    expect(out.length).toBeLessThan(1_000);
  });
});

async function* streamOf(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}
