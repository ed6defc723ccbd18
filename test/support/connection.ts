import {
  Connection,
  type ConnectionOptions,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client';
import { largeMessages } from '../../src/config/index.ts';

export interface OpenConnection {
  readonly connection: Connection;
  readonly close: () => Promise<void>;
}

/** A connection that may be closed while something is asked. The SDK's own tries again then, on a channel that is no more:
 * that throws where nobody can catch it, and fails whatever test runs by then. */
export function openConnection(address: string): OpenConnection {
  const usual = defaultGrpcRetryOptions();
  let isClosed = false;
  const retryableDecider: typeof usual.retryableDecider = (attempt, status) =>
    !isClosed && usual.retryableDecider(attempt, status);
  const options: ConnectionOptions = {
    address,
    ...largeMessages,
    interceptors: [makeGrpcRetryInterceptor({ ...usual, retryableDecider })],
  };
  const connection = Connection.lazy(options);
  return {
    connection,
    close: async () => {
      isClosed = true;
      await connection.close();
    },
  };
}
