import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { explanationAnswer } from '../../src/api/answer/explanation.ts';
import type { Explanation } from '../../src/client/index.ts';
import { explanationLines } from '../../src/cli/explanation-lines.ts';
import { exitCodes } from '../../src/cli/exit-codes.ts';
import { createProgram } from '../../src/cli/program.ts';
import { timelineLines } from '../../src/cli/timeline/plain-timeline.ts';
import { terminalOf } from '../../src/cli/terminal.ts';
import { callsOf } from '../../src/cli/timeline/calls.ts';
import type { Execution } from '../../src/client/index.ts';
import { explainedExample } from '../api/explained-example.ts';
import { prepare, renderDiagnostics, renderGraph } from '../../src/language/index.ts';

const root = process.cwd();
const page = readFileSync(join(root, 'docs/reference/cli.md'), 'utf8');
const program = createProgram(
  { terminal: terminalOf(process), env: {}, client: () => Promise.reject(new Error('offline')), exit: () => undefined },
  '0.0.0',
);

describe('the page of the command line', () => {
  test('has a heading for every command, and no other', () => {
    const headings = [...page.matchAll(/^## baton (\S+)$/gm)].map(([, name]) => name);
    expect(headings).toEqual(program.commands.map((command) => command.name()));
  });

  test.each(program.commands.map((command) => [command.name(), command] as const))(
    'names every option of %s',
    (name, command) => {
      const section = page.split(`## baton ${name}\n`)[1]?.split('\n## ')[0] ?? '';
      for (const option of command.options) expect(section).toContain(option.long);
    },
  );

  test('has every exit code, and no other', () => {
    const listed = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
    expect(listed).toEqual(Object.values(exitCodes));
  });

  test('shows what check says', () => {
    const text =
      'name: broken\nsteps:\n  - id: climate\n    service: climate-comfort\n    method: start\n    depnds_on: [climate]\n';
    const shown = renderDiagnostics(prepare(text).diagnostics, text, 'broken.yaml');
    expect(page).toContain(`$ baton check broken.yaml\n${shown}\n`);
  });

  test('shows what graph draws', () => {
    const [, file = ''] = /^\$ baton graph (\S+)$/m.exec(page) ?? [];
    const prepared = prepare(readFileSync(join(root, file), 'utf8'));
    const drawn = prepared.ok ? renderGraph(prepared.plan, 'text') : JSON.stringify(prepared.diagnostics);
    expect(page).toContain(`$ baton graph ${file}\n${drawn}\n`);
  });

  test('shows a definition with a schema that checks clean', () => {
    const [, text = ''] = /```yaml\n(# yaml-language-server: [^]*?)```/.exec(page) ?? [];
    expect(prepare(text)).toMatchObject({ ok: true, diagnostics: [] });
  });

  test('shows what explain prints', () => {
    const plain = { style: (_style: string, text: string) => text, size: () => ({ columns: 80, rows: 24 }) };
    const explanation = explanationAnswer(explainedExample('exec_1'));
    const lines = explanationLines(explanation as Explanation, { ...plain, isInteractive: false });
    expect(page).toContain(`$ baton explain exec_1\n${lines.join('\n')}\n`);
  });

  test('shows what run prints', () => {
    const definition = prepare(readFileSync(join(root, 'workflows-dsl/departure_prep/workflow.yaml'), 'utf8'));
    const calls = callsOf(definition.ok ? JSON.parse(JSON.stringify(definition.definition)) : null);
    const T0 = Date.parse('2025-01-15T06:30:00.000Z');
    const at = (ms: number): string => new Date(T0 + ms).toISOString();
    const took = (from: number, to: number, attempt = 1) =>
      ({ status: 'COMPLETED', started_at: at(from), completed_at: at(to), duration_ms: to - from, attempt }) as const;
    const base = {
      execution_id: 'exec_1',
      workflow_name: 'departure_prep',
      version: '1',
      inputs: '{}',
      started_at: at(0),
    };
    const first: Execution = {
      ...base,
      status: 'RUNNING',
      step_results: [
        { step_id: 'weather', status: 'RUNNING', started_at: at(10) },
        { step_id: 'defrost', status: 'PENDING' },
        { step_id: 'climate', status: 'PENDING' },
        { step_id: 'beverage', status: 'RUNNING', started_at: at(10) },
        { step_id: 'notify', status: 'PENDING' },
      ],
    };
    const last: Execution = {
      ...base,
      status: 'COMPLETED',
      completed_at: at(1100),
      duration_ms: 1100,
      step_results: [
        { step_id: 'weather', ...took(10, 160) },
        { step_id: 'defrost', status: 'SKIPPED', started_at: at(160), completed_at: at(160) },
        { step_id: 'climate', ...took(165, 500) },
        { step_id: 'beverage', ...took(10, 900, 2) },
        { step_id: 'notify', ...took(900, 1000) },
      ],
    };
    const plain = (_style: string, text: string): string => text;
    const lines = [...timelineLines(null, first, calls, plain), ...timelineLines(first, last, calls, plain)];
    expect(page).toContain(`$ baton run departure_prep -i drink_type=coffee\n${lines.join('\n')}\n`);
  });
});
