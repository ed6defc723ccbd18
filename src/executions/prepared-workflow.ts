import { type CatalogRecord, createBoundedCache, createUnderWay } from '../catalog/index.ts';
import { engineNumber, type ExecutionInput } from '../driver/index.ts';
import { checkInputs, type PrepareOptions } from '../language/index.ts';
import { createPreparing, type ForStart, type Preparing } from '../preparing/index.ts';
import { Refusal } from '../problems/index.ts';
import type { Json } from '../std/index.ts';

/** What starting needs of a registered definition. */
export interface PreparedWorkflows {
  /** The input of an execution: the plan, and the inputs checked and with defaults filled. */
  readonly inputOf: (record: CatalogRecord, given: Json) => Promise<DividedInput>;
}

export interface DividedInput {
  /** Its JSON, in UTF-8: a plan may have megabytes, and is written once, not at every start. */
  readonly plan: Uint8Array;
  readonly others: Omit<ExecutionInput, 'plan'>;
}

/** Bytes of plans that stay in memory. */
const mostKept = 64 * 1024 * 1024;

export interface PreparedWorkflowsOptions {
  /** The task queues of other Temporal code that definitions may reach; any without it. */
  readonly allowedQueues?: ReadonlySet<string> | undefined;
  /** Where texts are looked at; right here without it. */
  readonly preparing?: Preparing | undefined;
}

export function createPreparedWorkflows({
  allowedQueues,
  preparing = createPreparing(),
}: PreparedWorkflowsOptions = {}): PreparedWorkflows {
  const kept = createBoundedCache<ForStart>(mostKept);
  // Right after a start of this process nothing is kept, and many may ask for the same.
  const underWay = createUnderWay<ForStart>();

  const preparedOf = async (record: CatalogRecord): Promise<ForStart> => {
    const id = `${record.name}@${record.version} ${record.digest}`;
    return kept.get(id) ?? (await underWay(id, async () => await prepare(id, record)));
  };

  const prepare = async (id: string, { name, format, version, text }: CatalogRecord): Promise<ForStart> => {
    const prepared = await preparing.forStart(text, { format, version, allowedQueues } satisfies PrepareOptions);
    if (prepared.kind === 'refused') {
      // It was accepted by an earlier release whose checker knew less, or where more task queues were allowed.
      const message = `${name} ${version} is on record but it is refused by now`;
      throw new Refusal('definition-rejected', message, { diagnostics: prepared.diagnostics, source: text });
    }
    kept.set(id, prepared, prepared.plan.length);
    return prepared;
  };

  return {
    inputOf: async (record, given) => {
      const { inputs: declared, plan } = await preparedOf(record);
      const checked = checkInputs(declared, given);
      if (!checked.ok) {
        const count = checked.diagnostics.length;
        const message = `${count} ${count === 1 ? 'problem' : 'problems'} in the inputs of ${record.name}`;
        throw new Refusal('inputs-rejected', message, { diagnostics: checked.diagnostics });
      }
      return { plan, others: { baton: 1, inputs: checked.inputs, engine: engineNumber } };
    },
  };
}

/** An ExecutionInput as JSON, in UTF-8. */
export function writeInput(plan: Uint8Array, others: DividedInput['others']): Uint8Array {
  const rest = JSON.stringify(others).slice(1);
  return Buffer.concat([Buffer.from('{"plan":'), plan, Buffer.from(`,${rest}`)]);
}
