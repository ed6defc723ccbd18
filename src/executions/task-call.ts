import { engineNumber, type ExecutionInput, type ResolveRequest, taskCallName } from '../driver/index.ts';
import { prepare } from '../language/index.ts';
import { Refusal } from '../problems/index.ts';
import type { Json } from '../std/index.ts';

/** Whoever makes an image takes longer than a step usually may. */
const callMs = 300_000;

/** The execution of a task that is one call. The parameters are an input, so that nothing in them is an expression. */
export function taskCall(run: NonNullable<ResolveRequest['call']>, parameters: Json): ExecutionInput {
  const { service } = run;
  const called =
    run.kind === 'service' ? { service, method: run.method } : { service, endpoint: run.endpoint, verb: run.verb };
  const definition = {
    name: taskCallName,
    version: '1',
    inputs: { parameters: { type: 'any', required: true } },
    steps: [{ id: 'call', ...called, parameters: '{{inputs.parameters}}', timeout_ms: callMs }],
    outputs: { result: '{{steps.call.result}}' },
  };
  const prepared = prepare(JSON.stringify(definition), { format: 'json' });
  if (!prepared.ok) {
    const message = `${service} can't be called like this`;
    throw new Refusal('definition-rejected', message, { diagnostics: prepared.diagnostics });
  }
  return { baton: 1, plan: prepared.plan, inputs: { parameters }, engine: engineNumber };
}
