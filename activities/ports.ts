import type { Json } from '../src/std/index.ts';

/** What activities need from the rest of the program, passed in by the worker. */
export interface ServiceAddress {
  readonly name: string;
  /** With no slash at the end. */
  readonly baseUrls: readonly string[];
}

/** A secret as the worker was given it. */
export interface Secret {
  readonly value: string;
  /** Names of the services that it may go to; any, where absent. */
  readonly services?: ReadonlySet<string>;
}

export interface SecretSource {
  /** What a worker is told of a secret that is missing: where it would have been looked for. */
  readonly placeOf: (name: string) => string;
  readonly find: (name: string) => Secret | undefined;
  /** Of all secrets: none of them may be in what is told of a call. */
  readonly values: readonly string[];
}

export interface ServiceDirectory {
  /** Null where no service of that name is on record or configured. */
  readonly find: (name: string) => Promise<ServiceAddress | null>;
}

/** A service that is part of this program: it is called where its caller is, whatever the registry says. */
export interface BuiltInService {
  readonly name: string;
  /** Never throws: what goes wrong is a status, as in an answer by HTTP. */
  readonly call: (call: BuiltInCall) => Promise<{ readonly status: number; readonly body: object }>;
}

export interface BuiltInCall {
  readonly method: string;
  readonly parameters: Json;
  readonly key?: string | undefined;
  /** The execution whose step calls. */
  readonly caller: string;
  readonly left: AbortSignal;
}
