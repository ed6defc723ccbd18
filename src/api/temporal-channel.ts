import { type ConnectionOptions, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client';
import { largeMessages } from '../config/index.ts';

/** gRPC's own number. */
const UNAVAILABLE = 14;

const usual = defaultGrpcRetryOptions();

/** How the API talks to Temporal. Its callers wait: where nobody listens they are told so after a second of tries and not
 * at the deadline, and when Temporal is back it is found within two. */
export const temporalChannel: Pick<ConnectionOptions, 'channelArgs' | 'interceptors'> = {
  channelArgs: {
    ...largeMessages.channelArgs,
    'grpc.initial_reconnect_backoff_ms': 100,
    // gRPC's own are two minutes.
    'grpc.max_reconnect_backoff_ms': 2_000,
    // A connection that hangs for good is given up after these. Temporal takes a ping each ten seconds and no more.
    'grpc.keepalive_time_ms': 11_000,
    'grpc.keepalive_timeout_ms': 4_000,
  },
  interceptors: [
    makeGrpcRetryInterceptor({
      ...usual,
      retryableDecider: (attempt, status) =>
        status.code === UNAVAILABLE ? attempt < 4 : usual.retryableDecider(attempt, status),
    }),
  ],
};
