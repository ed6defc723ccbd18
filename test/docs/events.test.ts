import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { signature } from '../../src/event-sinks/webhook-sink.ts';
import { readSinksConfig } from '../../src/event-sinks/index.ts';
import { eventTypes, mostValueBytes } from '../../src/events/index.ts';
import { documentedEvents } from './documented-events.ts';
import { fencedBlocks } from './fenced-blocks.ts';

const page = readFileSync(join(process.cwd(), 'docs/reference/events.md'), 'utf8');

describe('the page of the events', () => {
  const sections = [...page.matchAll(/^### `([a-z.]+)`\n([^]*?)(?=^##|$(?![^]))/gm)];

  test('has a section for every type, and no other', () => {
    expect(sections.map(([, type]) => type)).toEqual([...eventTypes]);
  });

  test.each(sections.map(([, type = '', text = '']) => [type, text]))('shows a true %s', (type, text) => {
    const [block] = fencedBlocks(text);
    const data = documentedEvents().find((event) => event.type === type)?.data;
    expect(JSON.parse(block?.text ?? '')).toEqual(data);
  });

  test('shows a whole event', () => {
    const [whole] = fencedBlocks(page);
    expect(JSON.parse(whole?.text ?? '')).toEqual(documentedEvents()[0]);
  });

  test('shows a signature that its receiver accepts', () => {
    const [, secret = '', body = '', given = ''] =
      /secret `([^`]+)`[^]*?body `([^`]+)`[^]*?`Baton-Signature: ([^`]+)`/.exec(page) ?? [];
    const [, seconds = '', digest] = /^t=([0-9]+),v1=([0-9a-f]+)$/.exec(given) ?? [];
    expect(digest).toBe(createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex'));
    expect(signature(secret, Number(seconds), body)).toBe(given);
  });

  test('names every variable, each of which does something', () => {
    const named = [...page.matchAll(/^\| `([A-Z_]+)`/gm)].map(([, name]) => name);
    expect(named).toEqual([
      'BATON_EVENTS_LOG',
      'BATON_EVENTS_WEBHOOK_URL',
      'BATON_EVENTS_WEBHOOK_SECRET',
      'LOG_COLLECTOR_URL',
      'REDIS_HOST',
      'REDIS_PORT',
      'BATON_EVENTS_REDIS_URL',
      'BATON_EVENTS_REDIS_STREAM',
      'BATON_EVENTS_REDIS_MAXLEN',
    ]);
    const { stream, mostEvents } = readSinksConfig({ REDIS_HOST: 'redis' }).redis ?? {};
    expect(page).toContain(`\`${stream}\``);
    expect(page).toContain(`| ${mostEvents} |`);
    expect(page).toContain(`${mostValueBytes / 1024} KiB`);
  });
});
