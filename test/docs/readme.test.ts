import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { checkedText } from './checked-definition.ts';
import { fencedBlocks } from './fenced-blocks.ts';

const root = new URL('../../', import.meta.url);
const readme = readFileSync(new URL('README.md', root), 'utf8');
const blocks = fencedBlocks(readme);

describe('README.md', () => {
  test('its workflow is one that the checker takes', () => {
    const workflow = blocks.find(({ language, words }) => language === 'yaml' && words.includes('accepted'));
    expect(checkedText(workflow?.text ?? '', 'departure_prep.yaml').diagnostics).toEqual([]);
  });

  test('its broken workflow is answered as it shows', () => {
    const at = blocks.findIndex(({ language, words }) => language === 'yaml' && words.includes('refused'));
    expect(checkedText(blocks[at]?.text ?? '', 'departure_prep.yaml').output.trim()).toBe(blocks[at + 1]?.text.trim());
  });

  test('its two commands are the scripts of the package, and what it runs ships', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
      scripts: Record<string, string>;
    };
    for (const [, script = ''] of readme.matchAll(/`npm (start|test)`/g)) expect(scripts).toHaveProperty(script);
    for (const [, name = ''] of readme.matchAll(/npx baton run (\w+)/g)) {
      expect(readFileSync(new URL(`workflows-dsl/${name}/workflow.yaml`, root), 'utf8')).toContain(`name: ${name}`);
    }
  });

  test('its links lead somewhere', () => {
    for (const [, target = ''] of readme.matchAll(/\]\(([^)#:]+)(?:#[^)]*)?\)/g)) {
      expect(() => readFileSync(new URL(target, root))).not.toThrow();
    }
  });
});
