import type { AnswerTaker, SpokenContent, WayAdapter, WayContent } from '../../../core/on-call/way-adapter.ts';
import { ChannelError } from '../../channel.ts';
import { clean } from '../../clean.ts';
import { type NumberForm, readTelephoneNumber } from '../../telephone-number.ts';
import { type Clip, converse, type Telephone } from './conversation.ts';
import { openLine, placeCall, type SipAccount, type SipCall } from './sip/sip-call.ts';
import type { Speech } from './voice/speech.ts';
import { VoiceLine } from './voice/voice-line.ts';

export interface PhoneSettings {
  readonly account: SipAccount;
  readonly number: NumberForm;
  readonly voicePorts: readonly [number, number];
  /** Calls at a time. */
  readonly calls: number;
}

/** Sentences that are the same in each call are spoken once. */
const mostKept = 40;
/** Between picking up and the first word, so that it is at the ear. */
const breathMs = 700;
/** Pause between two sentences. */
const pauseMs = 350;
const answerAttempts = 4;
const betweenMs = 1_500;

/** Calls people from a SIP account with a provider, speaks the alarm and takes the answer by key. */
export class PhoneChannel implements WayAdapter {
  readonly channel = 'phone';
  readonly dropsRepeats = false;
  readonly concurrency: number;
  readonly #settings: PhoneSettings;
  readonly #speech: Speech;
  readonly #answer: AnswerTaker;
  readonly #kept = new Map<string, Int16Array>();
  #canSpeak = true;
  #busy = 0;

  constructor(settings: PhoneSettings, speech: Speech, answer: AnswerTaker) {
    this.#settings = settings;
    this.#speech = speech;
    this.#answer = answer;
    this.concurrency = settings.calls;
    void this.#look();
  }

  get detail() {
    const [host] = this.hosts;
    const program = this.#speech.program;
    return this.#canSpeak
      ? { nl: `Via het SIP-account op ${host}.`, en: `Through the SIP account at ${host}.` }
      : {
          nl: `Via het SIP-account op ${host}, maar er is niets om mee te spreken: installeer ${program} of stel phone.speech in. Tot dan wordt niemand gebeld.`,
          en: `Through the SIP account at ${host}, but there is nothing to speak with: install ${program} or set phone.speech. Until then nobody is called.`,
        };
  }

  get hosts(): readonly string[] {
    return [this.#settings.account.host.toLowerCase()];
  }

  async send(content: WayContent, address: string): Promise<void> {
    const { account, number, calls } = this.#settings;
    const dialled = readTelephoneNumber(address, number);
    await this.#look();
    if (this.#busy >= calls) throw new ChannelError('another call is under way on this account', true);
    this.#busy++;
    try {
      const clips = await this.#speak(content);
      await this.#call(account, dialled, content, clips);
    } finally {
      this.#busy--;
    }
  }

  async #look(): Promise<void> {
    this.#canSpeak = await this.#speech.ready();
  }

  async #call(
    account: SipAccount,
    number: string,
    content: WayContent,
    clips: ReadonlyMap<Clip, Int16Array>,
  ): Promise<void> {
    const line = await openLine(account);
    let voice: VoiceLine | undefined;
    try {
      voice = await VoiceLine.open(line.wire.local.address, this.#settings.voicePorts);
      const call = await placeCall(line, account, number, voice.port);
      voice.connect(call.voice, call.server);
      try {
        await this.#talk(call, voice, content, clips);
      } finally {
        voice.hush();
        await call.hangUp();
      }
    } finally {
      voice?.close();
      line.talk.close();
    }
  }

  async #talk(
    call: SipCall,
    voice: VoiceLine,
    content: WayContent,
    clips: ReadonlyMap<Clip, Int16Array>,
  ): Promise<void> {
    const phone = telephone(call, voice, clips);
    await Promise.race([pause(breathMs), call.ended]);
    if (!content.answerable) {
      // Nothing to choose: it has arrived when it was said to the end.
      await phone.say('message');
      if (phone.hasEnded) throw new ChannelError('the phone was hung up before everything was said', false);
      return;
    }
    await converse(phone, async (choice) => {
      // The button that tries a way out answers nothing.
      if (content.kind === 'test') return;
      await this.#take(content.key, choice);
    });
  }

  /** What somebody said by a key must count; a database that is away for a moment is waited for while they hold the line. */
  async #take(key: string, choice: 'acknowledged' | 'declined'): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#answer(key, 'keypad', choice);
      } catch (error) {
        if (attempt < answerAttempts) await pause(betweenMs);
        else
          throw new ChannelError(
            clean(`a key was pressed, and it could not be kept: ${(error as Error).message}`, 200),
            true,
          );
      }
    }
  }

  async #speak({ spoken, language, subject, lines, answerable }: WayContent): Promise<Map<Clip, Int16Array>> {
    if (answerable && !spoken) {
      throw new ChannelError('this message asks for an answer and has no words to be spoken', false);
    }
    const clips = new Map<Clip, Int16Array>();
    const words: Partial<SpokenContent> = spoken ?? { message: forSpeech([subject, ...lines].join('. ')) };
    const wanted: readonly Clip[] = answerable && spoken ? clipNames : ['message'];
    for (const clip of wanted) {
      const text = words[clip] ?? '';
      const key = `${language} ${text}`;
      const samples = this.#kept.get(key) ?? (await this.#speech.say(text, spoken?.language ?? language));
      clips.set(clip, samples);
      if (clip === 'message') continue;
      if (this.#kept.size >= mostKept) this.#kept.delete(this.#kept.keys().next().value!);
      this.#kept.set(key, samples);
    }
    return clips;
  }
}

const clipNames: readonly Clip[] = ['message', 'menu', 'notUnderstood', 'acknowledged', 'declined', 'noAnswer'];

function telephone(call: SipCall, voice: VoiceLine, clips: ReadonlyMap<Clip, Int16Array>): Telephone {
  const pressed: string[] = [];
  let hasEnded = false;
  let wake = () => {};
  const press = (key: string) => {
    if (pressed.length < 20) pressed.push(key);
    voice.hush();
    wake();
  };
  voice.onKey = press;
  call.onKey = press;
  void call.ended.then(() => {
    hasEnded = true;
    voice.hush();
    wake();
  });
  return {
    get hasEnded() {
      return hasEnded;
    },
    async say(clip) {
      const isConfirmation = clip === 'acknowledged' || clip === 'declined' || clip === 'noAnswer';
      // Who has pressed a key already need not hear the rest; what became of it is said in any case.
      if (hasEnded || (pressed.length > 0 && !isConfirmation)) return;
      await voice.say(clips.get(clip) ?? new Int16Array());
      if (!hasEnded && pressed.length === 0) await Promise.race([pause(pauseMs), call.ended]);
    },
    async key(waitMs) {
      if (pressed.length === 0 && !hasEnded) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        wake = () => {};
      }
      return pressed.shift();
    },
  };
}

/** Text that was made to be read: addresses are not spoken, and signs that an engine reads out go. */
function forSpeech(text: string): string {
  return clean(text, 900)
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S+/gi, ' ')
    .replace(/[^\p{L}\p{M}\p{N} .,:'€-]+/gu, ' ');
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
