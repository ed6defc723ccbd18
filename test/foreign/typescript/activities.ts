import { ApplicationFailure, Context } from '@temporalio/activity';

interface Payment {
  readonly amount: number;
  readonly card?: string;
}

export async function charge({ amount, card }: Payment): Promise<object> {
  const { info, heartbeat, sleep } = Context.current();
  if (card === 'refused') throw ApplicationFailure.nonRetryable('the card was refused', 'CardRefused');
  if (card === 'flaky' && info.attempt === 1) throw new Error('the line was busy');
  while (card === 'slow') {
    // A worker that reports from time to time hears of a cancel with its next report.
    heartbeat();
    await sleep(100);
  }
  return { receipt: `${info.activityId}-${amount}`, by: 'typescript' };
}

const refunded: string[] = [];

export async function refund({ receipt }: { readonly receipt: string }): Promise<void> {
  refunded.push(receipt);
}

export async function refunds(): Promise<readonly string[]> {
  return refunded;
}

/** Bytes are no JSON. */
export async function scan(): Promise<Uint8Array> {
  return new Uint8Array([1, 2, 3]);
}

/** More than a step's result may be. */
export async function catalogue(): Promise<string> {
  return 'x'.repeat(300_000);
}

let weighed = 0;

/** Takes its time, and says how often it was asked. */
export async function weigh(): Promise<number> {
  weighed++;
  await Context.current().sleep(2000);
  return weighed;
}
