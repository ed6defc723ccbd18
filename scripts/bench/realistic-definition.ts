/** A definition as people write them: each step has parameters with expressions in them, a time limit, retries, a
 * condition here, an undo there; about half a kilobyte a step. `dependencies` gives the places, before its own, of the
 * steps that each one waits for. */
export function realisticDefinition(
  steps: number,
  service: string,
  dependencies: (at: number) => readonly number[],
): string {
  const head = ['name: long', 'version: "1"', 'inputs:', '  vehicle: {type: string, default: V-1}', 'steps:'];
  const written = Array.from({ length: steps }, (_, at) => stepOf(at, dependencies(at), service));
  return `${[...head, ...written].join('\n')}\n`;
}

function stepOf(at: number, dependencies: readonly number[], service: string): string {
  const [before] = dependencies;
  const lines = [
    `  - id: prepare_vehicle_${at}`,
    `    description: Prepare the vehicle, part ${at}`,
    `    service: ${service}`,
    `    method: w`,
    '    parameters:',
    '      vehicle_id: "{{inputs.vehicle}}"',
    `      zone: {name: cabin-${at % 7}, temperature_c: ${18 + (at % 9)}, ventilated: ${at % 2 === 0}}`,
    `      requested_by: "workflow {{context.execution_id}}, step ${at}"`,
    ...(before === undefined ? [] : [`      previous: "{{steps.${idOf(before)}.status}}"`]),
    '    timeout_ms: 30000',
    '    retry_count: 2',
    '    retry_delay_ms: 500',
    ...(at % 10 === 3 && before !== undefined ? [`    when: "{{steps.${idOf(before)}.status == 'completed'}}"`] : []),
    ...(at % 10 === 7
      ? ['    compensate_method: undo', '    compensate_parameters: {reason: a later part failed}']
      : []),
    ...(dependencies.length === 0 ? [] : [`    depends_on: [${dependencies.map(idOf).join(', ')}]`]),
  ];
  return lines.join('\n');
}

function idOf(at: number): string {
  return `prepare_vehicle_${at}`;
}
