import { typeNames } from '../driver/index.ts';
import { notations } from '../language/index.ts';
import { invariant, own } from '../std/index.ts';
import type { RecordStore } from './record-store.ts';
import type { NamedText } from './taken-name.ts';

/** Which kind a name that nobody has yet is about to become. Two processes that register under it in the same instant find
 * no version of it, both: whoever claims it first goes on, the other is told what it has become. */
export interface NameClaims {
  /** What the name becomes: this, or what another has claimed it for. */
  readonly claim: (text: NamedText) => Promise<Omit<NamedText, 'name'>>;
}

/** Longer than a registration takes. A process that dies in the middle of one leaves the name to all. */
const usualLeaseMs = 30_000;

export function createNameClaims(store: RecordStore, { leaseMs = usualLeaseMs } = {}): NameClaims {
  return {
    claim: async ({ name, ...text }) => {
      const { notation, about } = text;
      const id = `name:${name}`;
      for (;;) {
        if (await store.hold(typeNames.name, id, { notation, created: about !== undefined }, leaseMs)) return text;
        const stored = await store.read(typeNames.name, id);
        // The lease has ended between the two questions.
        if (stored === null) continue;
        const claimed = notations.find((each) => each === own(stored.content, 'notation'));
        invariant(claimed !== undefined, 'a claim says the notation');
        return { notation: claimed, ...(own(stored.content, 'created') === true && { about: {} }) };
      }
    },
  };
}
