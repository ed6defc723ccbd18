import { createHttpClient, type HttpClient } from '../../activities/index.ts';
import type { EventSink } from './event-sink.ts';
import { logSink } from './log-sink.ts';
import { redisSink, type RedisSink } from './redis-sink.ts';
import type { SinksConfig } from './sinks-config.ts';
import { webhookSink } from './webhook-sink.ts';

export interface Sinks {
  readonly all: readonly EventSink[];
  readonly redis: RedisSink | null;
}

export function openSinks(config: SinksConfig, http: HttpClient = createHttpClient()): Sinks {
  const { log, webhook, collector, redis } = config;
  const stream = redis === undefined ? null : redisSink(redis);
  const sinks = [
    log === undefined ? null : logSink(log),
    webhook === undefined ? null : webhookSink({ name: 'webhook', ...webhook, http }),
    collector === undefined ? null : webhookSink({ name: 'collector', ...collector, http }),
    stream,
  ];
  return { all: sinks.filter((each) => each !== null), redis: stream };
}
