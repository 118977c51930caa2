import { base, type GeoActs, line, type Said } from './act.ts';

interface Explained {
  readonly because: readonly { readonly sentence: Said }[];
}

interface Standing {
  readonly kernel: {
    readonly present: boolean;
    readonly ok: boolean;
    readonly detail: string;
    readonly prefixes: number;
    readonly lanes: number;
    readonly drift: string;
  };
}

/** What is asked, and changes nothing. */
export const askActs: GeoActs = {
  explain: {
    takes: 'ADDRESS|NUMBER…',
    about: 'as with --policy: --customer, --site, --asset, --service, --at; always JSON lines',
    words: [1, 1000],
    async run(client, subjects, values) {
      for (const subject of subjects) {
        const query = new URLSearchParams({ subject });
        for (const name of ['customer', 'site', 'asset', 'service', 'at'])
          if (typeof values[name] === 'string') query.set(name, values[name]);
        const explained = await client.ask<Explained>('GET', `${base}/explain?${query}`);
        // The same shape as from a policy file.
        line({
          ...explained,
          because: explained.because.map((reason) => ({ ...reason, sentence: reason.sentence.en })),
        });
      }
      return 0;
    },
  },
  standing: {
    takes: '',
    about: 'whether the kernel carries it out, as JSON; exit 1 when it does not as it should',
    words: [0, 0],
    async run(client) {
      const now = await client.ask<Standing>('GET', `${base}/standing`);
      line(now);
      return now.kernel.present && (!now.kernel.ok || now.kernel.drift !== '') ? 1 : 0;
    },
  },
};
