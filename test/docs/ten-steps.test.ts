import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createProgram } from '../../src/cli/program.ts';
import { terminalOf } from '../../src/cli/terminal.ts';
import { prepare, renderGraph } from '../../src/language/index.ts';
import type { Json } from '../../src/std/index.ts';
import { checkedDefinition } from './checked-definition.ts';
import { fencedBlocks, isKind, type FencedBlock } from './fenced-blocks.ts';
import { runDefinition, type CannedAnswers } from './run-definition.ts';

const url = new URL('../../docs/guide/ten-steps.md', import.meta.url);
const page = readFileSync(url, 'utf8');
const steps = page
  .split(/^## /m)
  .slice(1)
  // What they leave out is listed behind them.
  .filter((section) => /^\d/.test(section))
  .map((section) => [section.split('\n')[0] ?? '', fencedBlocks(section)] as const);

/** As much of what came of it as the page shows. */
function outcomeOf(blocks: readonly FencedBlock[], shown: object): object {
  const json = (kind: string): unknown => JSON.parse(blocks.find((block) => isKind(block, kind))?.text ?? '{}');
  const definition = blocks.find((block) => isKind(block, 'runs'))?.text ?? '';
  const { outcome, calls } = runDefinition(definition, json('inputs') as Json, json('answers') as CannedAnswers);
  const whole = {
    status: outcome.kind.toUpperCase(),
    ...(outcome.kind === 'failed' && { failed: outcome.failure.step }),
    attempts: calls.length,
    // Pairs, so that the order of the calls is compared too.
    calls: calls.map(({ service, method, parameters }) => [`${service}.${method}`, parameters]),
  };
  return Object.fromEntries(Object.entries(whole).filter(([key]) => key in shown || key === 'failed'));
}

test('there are ten, in order', () => {
  expect(steps.map(([title]) => title.split('.')[0])).toEqual(Array.from({ length: 10 }, (_, i) => String(i + 1)));
});

describe.each(steps)('step %s', (_title, blocks) => {
  test('every block is one that is run', () => {
    const kinds = blocks.map(({ language, words }) => `${language} ${words[0] ?? ''}`.trim());
    for (const kind of kinds) {
      expect(kind).toMatch(/^(yaml (runs|accepted|refused)|json (inputs|answers|outcome)|text( graph)?|console)$/);
    }
    expect(kinds.filter((kind) => kind.startsWith('yaml'))).toHaveLength(1);
    expect(kinds.includes('yaml runs')).toBe(kinds.includes('json outcome'));
  });

  test('its definition is accepted without a word, or refused as is shown', () => {
    for (const [i, block] of blocks.entries()) {
      if (block.language !== 'yaml') continue;
      const { prepared, diagnostics, output } = checkedDefinition(block);
      if (isKind(block, 'refused')) expect(blocks[i + 1]?.text).toBe(output);
      else expect([prepared.ok, diagnostics]).toEqual([true, []]);
    }
  });

  test('it goes, and is drawn, as is shown', () => {
    for (const block of blocks) {
      if (isKind(block, 'graph')) {
        const prepared = prepare(blocks.find(({ language }) => language === 'yaml')?.text ?? '');
        expect(block.text).toBe(`${prepared.ok && renderGraph(prepared.plan, 'text')}\n`);
      }
      if (isKind(block, 'outcome')) {
        const { calls, ...shown } = JSON.parse(block.text) as { readonly calls?: object };
        const pairs = calls === undefined ? {} : { calls: Object.entries(calls) };
        expect(outcomeOf(blocks, { ...shown, ...pairs })).toEqual({ ...shown, ...pairs });
      }
    }
  });
});

test('its commands are commands, with options that they have', () => {
  const context = {
    terminal: terminalOf(process),
    env: {},
    client: () => Promise.reject(new Error()),
    exit: () => undefined,
  };
  const program = createProgram(context, '0.0.0');
  const lines = fencedBlocks(page)
    .filter(({ language }) => language === 'console')
    .flatMap(({ text }) => text.trim().split('\n'));
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) {
    const [, name, rest = ''] = /^\$ npx baton (\w+)([^>]*)/.exec(line) ?? [];
    const command = program.commands.find((each) => each.name() === name);
    const options = [...rest.matchAll(/--[a-z-]+/g)].map(([option]) => option);
    expect([line, command?.options.map(({ long }) => long)]).toEqual([line, expect.arrayContaining(options)]);
  }
});

test('its links lead somewhere', () => {
  for (const [, target = ''] of page.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) {
    expect([target, existsSync(new URL(target, url))]).toEqual([target, true]);
  }
});
