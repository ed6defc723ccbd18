import { locating } from '../../language/index.ts';
import type { Diagnostic } from '../../problems/index.ts';
import type { SuiteResult } from './run-suite.ts';

/** What a program reads of all definitions. */
export function suitesJson(results: readonly SuiteResult[]): object {
  return {
    success: results.every(({ ok }) => ok),
    workflows: results.map(({ file, ok, workflow, text, diagnostics, scenarios, coverage, faults }) => ({
      file,
      ok,
      ...workflow,
      ...(diagnostics.length > 0 && { diagnostics: located(diagnostics, text) }),
      scenarios: scenarios.map((each) => ({
        file: each.file,
        name: each.name,
        ok: each.ok,
        ...(each.durationMs !== undefined && { duration_ms: each.durationMs }),
        ...(each.diagnostics.length > 0 && { diagnostics: located(each.diagnostics, each.text) }),
        ...(each.differences.length > 0 && { differences: each.differences }),
      })),
      ...(coverage !== undefined && { coverage }),
      ...(faults !== undefined && { faults: faults.rows, unreached: faults.unreached, held: faults.held }),
    })),
  };
}

function located(diagnostics: readonly Diagnostic[], text: string): readonly object[] {
  const locate = locating(text);
  return diagnostics.map(({ span, ...each }) => ({
    ...each,
    ...(span !== undefined && locate({ ...each, span })),
  }));
}
