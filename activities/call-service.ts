import { callName, type CallAnswer, type CallRequest } from '../src/driver/protocol.ts';
import { askService, type CallPorts } from './ask-service.ts';
import { callUrl } from './call-url.ts';
import { fastCall } from './fast-call.ts';
import { type Perform, retriedCall } from './retried-call.ts';

/** One attempt at a call of a service. */
export async function callService(ports: CallPorts, request: CallRequest): Promise<CallAnswer> {
  const { service, method, verb, parameters, secrets, key, timeoutMs, retry, fast, delayMs } = request;
  const name = callName(request);
  const asked = {
    name,
    service,
    targetAt: (baseUrl: string) => callUrl(baseUrl, method, verb),
    verb: verb ?? 'POST',
    parameters,
    ...(secrets !== undefined && { secrets }),
    key,
    timeoutMs,
  } as const;
  const perform: Perform = (signal, open) => askService(ports, asked, signal, open);
  if (fast !== undefined) return await fastCall(name, fast.resultBytes, perform);
  return await retriedCall({ name, retry, delayMs }, perform);
}
