import type { Response } from 'express';
import type { Answer } from '../route.ts';
import { writeEventStream } from './event-stream.ts';

export async function writeAnswer(
  response: Response,
  answer: Answer,
  asked: { readonly left: AbortSignal; readonly isHead: boolean },
): Promise<void> {
  if (answer.kind === 'stream') {
    await writeEventStream(response, answer.events, asked);
    return;
  }
  if (answer.kind === 'empty') {
    response.status(answer.status).end();
    return;
  }
  if (answer.headers !== undefined) response.set(answer.headers);
  response.status(answer.status);
  if (answer.kind === 'text') {
    response.type(`${answer.type}; charset=utf-8`).send(answer.text);
    return;
  }
  response.json(answer.body);
}
