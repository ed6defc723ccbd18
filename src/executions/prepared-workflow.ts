import { type CatalogRecord, createBoundedCache, createUnderWay } from '../catalog/index.ts';
import { engineNumber, type ExecutionInput } from '../driver/index.ts';
import { checkInputs, inSequenceWords, type PrepareOptions, withOffered } from '../language/index.ts';
import { createPreparing, type ForStart, type Preparing } from '../preparing/index.ts';
import { type Diagnostic, Refusal } from '../problems/index.ts';
import type { Json, JsonObject } from '../std/index.ts';

/** What starting needs of a registered definition. */
export interface PreparedWorkflows {
  /** The input of an execution: the plan, and the inputs checked and with defaults filled. `offered`: given where it has such
   * inputs. */
  readonly inputOf: (record: CatalogRecord, given: Json, offered?: JsonObject) => Promise<DividedInput>;
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

  const prepare = async (id: string, record: CatalogRecord): Promise<ForStart> => {
    const { name, format, notation, version, text } = record;
    const options: PrepareOptions = { format, notation, name, version, allowedQueues };
    const prepared = await preparing.forStart(text, options);
    if (prepared.kind === 'refused') {
      // It was accepted by an earlier release whose checker knew less, or where more task queues were allowed.
      const message = `${name} ${version} is on record but it is refused by now`;
      throw new Refusal('definition-rejected', message, { diagnostics: prepared.diagnostics, source: text });
    }
    kept.set(id, prepared, prepared.plan.length);
    return prepared;
  };

  return {
    inputOf: async (record, given, offered = {}) => {
      const { inputs: declared, plan } = await preparedOf(record);
      const checked = checkInputs(declared, withOffered(declared, given, offered));
      if (!checked.ok) throw inputsRejected(record, checked.diagnostics);
      return { plan, others: { baton: 1, inputs: checked.inputs, engine: engineNumber } };
    },
  };
}

function inputsRejected({ name, notation, definition }: CatalogRecord, found: readonly Diagnostic[]): Refusal {
  const words = notation === 'sequence' ? inSequenceWords(definition, found) : { diagnostics: found, lacking: [] };
  const { diagnostics, lacking } = words;
  const count = diagnostics.length;
  const message =
    lacking.length > 0
      ? `the payload of ${name} lacks ${lacking.map((field) => `\`${field}\``).join(', ')}`
      : `${count} ${count === 1 ? 'problem' : 'problems'} in the inputs of ${name}`;
  return new Refusal('inputs-rejected', message, { diagnostics });
}

/** An ExecutionInput as JSON, in UTF-8. */
export function writeInput(plan: Uint8Array, others: DividedInput['others']): Uint8Array {
  const rest = JSON.stringify(others).slice(1);
  return Buffer.concat([Buffer.from('{"plan":'), plan, Buffer.from(`,${rest}`)]);
}
