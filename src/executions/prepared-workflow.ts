import type { CatalogRecord } from '../catalog/index.ts';
import { engineNumber, type ExecutionInput } from '../driver/index.ts';
import { checkInputs, prepare, type Prepared } from '../language/index.ts';
import { Refusal } from '../problems/index.ts';
import type { Json } from '../std/index.ts';

type PreparedWorkflow = Extract<Prepared, { readonly ok: true }>;

/** What starting needs of a registered definition. */
export interface PreparedWorkflows {
  /** The input of an execution: the plan, and the inputs checked and with defaults filled. */
  readonly inputOf: (record: CatalogRecord, given: Json) => ExecutionInput;
}

/** Plans are small beside what compiling them costs. */
const mostKept = 200;

/** `allowedQueues`: the task queues of other Temporal code that definitions may reach; any without it. */
export function createPreparedWorkflows(allowedQueues?: ReadonlySet<string>): PreparedWorkflows {
  const kept = new Map<string, PreparedWorkflow>();

  const preparedOf = (record: CatalogRecord): PreparedWorkflow => {
    const id = `${record.name}@${record.version} ${record.digest}`;
    const known = kept.get(id);
    if (known !== undefined) {
      // Used last, leaves last.
      kept.delete(id);
      kept.set(id, known);
      return known;
    }
    const prepared = prepare(record.text, { format: record.format, version: record.version, allowedQueues });
    if (!prepared.ok) {
      // It was accepted by an earlier release whose checker knew less, or where more task queues were allowed.
      const message = `${record.name} ${record.version} is on record but it is refused by now`;
      throw new Refusal('definition-rejected', message, { diagnostics: prepared.diagnostics, source: record.text });
    }
    kept.set(id, prepared);
    const [oldest] = kept.keys();
    if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest);
    return prepared;
  };

  return {
    inputOf: (record, given) => {
      const { definition, plan } = preparedOf(record);
      const checked = checkInputs(definition, given);
      if (!checked.ok) {
        const count = checked.diagnostics.length;
        const message = `${count} ${count === 1 ? 'problem' : 'problems'} in the inputs of ${record.name}`;
        throw new Refusal('inputs-rejected', message, { diagnostics: checked.diagnostics });
      }
      return { baton: 1, plan, inputs: checked.inputs, engine: engineNumber };
    },
  };
}
