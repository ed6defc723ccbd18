import { CancellationScope } from '@temporalio/workflow';

/** Where a request to cancel the workflow changes nothing: bots would be gone with their entity. Handlers run outside of it, whatever the main
 * function is in, so each begins what takes time in here. */
export interface Shelter {
  readonly within: <Value>(act: () => Value) => Value;
  readonly through: <Value>(act: () => Promise<Value>) => Promise<Value>;
}

export function createShelter(): Shelter {
  const scope = new CancellationScope({ cancellable: false });
  return {
    within: (act) => {
      let outcome: { readonly value: ReturnType<typeof act> } | undefined;
      let thrown: unknown;
      // It is done when this returns: only what it has begun goes on.
      void scope.run(async () => {
        try {
          outcome = { value: act() };
        } catch (error) {
          thrown = error;
        }
      });
      if (outcome === undefined) throw thrown;
      return outcome.value;
    },
    through: async (act) => await scope.run(act),
  };
}
