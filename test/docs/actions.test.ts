import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { channelNames } from '../../activities/notification-channels.ts';
import { verbs } from '../../src/language/definition/call-target.ts';
import { definitionLimits as limits, stepDefaults } from '../../src/language/definition/limits.ts';
import { actionsLimits } from '../../src/language/front-ends/actions/limits.ts';
import {
  actionKeys,
  actionTypes,
  configKeys,
  parameterKeys,
  parameterTypes,
  workflowKeys,
} from '../../src/language/front-ends/actions/shape.ts';
import { checkedDefinition } from './checked-definition.ts';
import { fencedBlocks, isKind } from './fenced-blocks.ts';

const page = (name: string): string => readFileSync(join(process.cwd(), 'docs', name), 'utf8');
const reference = page('reference/actions.md');

describe.each([
  ['reference/actions.md', 3],
  ['guide/coming-from-actions.md', 1],
])('the workflows of %s', (name, count) => {
  const blocks = fencedBlocks(page(name));
  const workflows = blocks.filter(({ language }) => language === 'json' || language === 'yaml');

  test('are of actions, and accepted unless they are marked', () => {
    const plain = workflows.filter((block) => !isKind(block, 'refused', 'becomes'));
    for (const block of plain) {
      const { prepared, diagnostics } = checkedDefinition(block);
      expect([block.text, diagnostics]).toEqual([block.text, []]);
      expect(prepared).toMatchObject({ notation: 'actions' });
    }
    expect(workflows.filter((block) => !isKind(block, 'becomes'))).toHaveLength(count);
  });

  test('are refused where they are marked, and say what is shown', () => {
    for (const [i, block] of blocks.entries()) {
      if (isKind(block, 'refused')) expect(blocks[i + 1]?.text).toBe(checkedDefinition(block).output);
    }
  });

  test('become what is shown', () => {
    const [first] = workflows;
    for (const block of blocks) {
      if (!isKind(block, 'becomes') || first === undefined) continue;
      const { prepared } = checkedDefinition(first);
      expect(prepared.ok ? prepared.definition : null).toEqual(parse(block.text));
    }
  });
});

/** First cells of the rows below a line. */
function keysBelow(line: string): readonly string[] {
  const table =
    reference
      .split(`\n${line}\n`)[1]
      ?.split('\n\n')
      .find((part) => part.includes('|---|')) ?? '';
  return table
    .split('\n')
    .slice(table.startsWith('| ') ? 2 : 1)
    .flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, key = '']) => key));
}

describe('the tables of reference/actions.md', () => {
  test.each([
    ['## A workflow', workflowKeys],
    ['## Parameters', parameterKeys],
    ['## Actions', actionKeys],
    ['### service_call', configKeys.service_call],
    ['### notification', configKeys.notification],
  ])('%s: every key, and no other', (heading, keys) => {
    expect(keysBelow(heading)).toEqual(keys);
  });

  test('types, verbs, channels, limits and defaults are the true ones', () => {
    const quoted = (row: string): readonly string[] =>
      [...(reference.split(`\n| ${row} | `)[1]?.split('\n')[0] ?? '').matchAll(/`([^`]+)`/g)].map(
        ([, each = '']) => each,
      );
    expect(quoted('`type`')).toEqual(Object.keys(parameterTypes));
    expect(quoted('`action_type`')).toEqual([...actionTypes]);
    expect(quoted('`method`')).toEqual([...verbs, stepDefaults.verb]);
    expect(quoted('`channels`')).toEqual([...actionsLimits.channels, '[log]']);
    // Those that a workflow may name are those that there are.
    expect(actionsLimits.channels).toEqual(channelNames);
    for (const shown of [
      `text, at most ${actionsLimits.titleLength} characters; it need`,
      `at most ${actionsLimits.tags} texts of at most ${actionsLimits.tagLength} characters`,
      `a list of 1 to ${limits.steps.toLocaleString('en')} [actions]`,
      `at most ${limits.workflowTimeoutMs / 1000} (365 days)`,
      `1 to ${limits.idLength} letters`,
      `at most ${limits.displayLength} characters: the status line`,
      `for one attempt | ${stepDefaults.timeoutMs / 1000} |`,
      `0 to ${limits.retryCount}: attempts after the first | ${stepDefaults.retryCount}; ${actionsLimits.notificationRetries} for`,
      `before each retry | ${stepDefaults.retryDelayMs / 1000} |`,
    ]) {
      expect(reference).toContain(shown);
    }
  });
});
