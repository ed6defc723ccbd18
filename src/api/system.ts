import type { EffectiveSetting } from '../config/index.ts';
import type { TemporalFacts } from '../executions/index.ts';

/** What a process knows of itself and of what it stands on. */
export interface System {
  readonly about: () => About;
  readonly health: () => Promise<SystemHealth>;
  readonly configuration: () => Configuration;
}

export interface About {
  readonly version: string;
  /** Of Node. */
  readonly node: string;
  readonly namespace: string;
  readonly startedAt: number;
}

export interface SystemHealth {
  readonly checkedAt: number;
  /** Where Temporal is, as this process was told. */
  readonly temporalAddress: string;
  /** Null while Temporal does not answer; what it has answered with, and after how long, otherwise. */
  readonly temporal: (TemporalFacts & { readonly answeredInMs: number }) | null;
  readonly redis: 'connected' | 'disconnected' | 'not_configured';
}

export interface Configuration {
  /** Those that there are, in the order in which they count. */
  readonly files: readonly string[];
  readonly settings: readonly EffectiveSetting[];
  /** What has no effect, and why. */
  readonly notes: readonly string[];
}
