"""A worker as another team may have it, in Python: its workflow journey starts a Baton definition as a child, and its
activities and its workflow settle are called by steps of Baton definitions."""

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.exceptions import ApplicationError, ChildWorkflowError
from temporalio.worker import Worker


@workflow.defn(name="journey")
class Journey:
    # The type of the child is the definition's name, its queue is Baton's, its only argument are the inputs.
    @workflow.run
    async def run(self, inputs: dict[str, Any]) -> dict[str, Any]:
        try:
            return await workflow.execute_child_workflow(
                "departure_prep",
                inputs,
                task_queue="baton",
                # Otherwise it would be ended at once with its caller, and nothing of what it did be undone.
                parent_close_policy=workflow.ParentClosePolicy.REQUEST_CANCEL,
            )
        except ChildWorkflowError as error:
            if not isinstance(error.cause, ApplicationError):
                raise
            # The type is Baton's code of the failure: service-error, call-timed-out, …
            return {"failed": error.cause.type, "why": error.cause.message}


@dataclass
class Payment:
    amount: int
    card: str = ""


@activity.defn(name="charge")
async def charge(payment: Payment) -> dict[str, Any]:
    info = activity.info()
    if payment.card == "refused":
        raise ApplicationError("the card was refused", type="CardRefused", non_retryable=True)
    if payment.card == "flaky" and info.attempt == 1:
        raise RuntimeError("the line was busy")
    while payment.card == "slow":
        # A worker that reports from time to time hears of a cancel with its next report.
        activity.heartbeat()
        await asyncio.sleep(0.1)
    return {"receipt": f"{info.activity_id}-{payment.amount}", "by": "python"}


@dataclass
class Refund:
    receipt: str


refunded: list[str] = []


@activity.defn(name="refund")
async def give_back(refund: Refund) -> None:
    refunded.append(refund.receipt)


@activity.defn
async def refunds() -> list[str]:
    return refunded


@activity.defn
async def scan() -> bytes:
    # Bytes are no JSON.
    return b"\x01\x02\x03"


@workflow.defn(name="settle")
class Settle:
    @workflow.run
    async def run(self, payment: Payment) -> dict[str, Any]:
        if payment.card == "refused":
            raise ApplicationError("nothing to settle", type="NothingToSettle")
        if payment.card == "slow":
            await workflow.sleep(timedelta(hours=1))
        return {"settled": payment.amount, "id": workflow.info().workflow_id}


async def main(queue: str) -> None:
    client = await Client.connect(os.environ["TEMPORAL_ADDRESS"], namespace=os.environ["TEMPORAL_NAMESPACE"])
    stop = asyncio.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    async with Worker(
        client,
        task_queue=queue,
        workflows=[Journey, Settle],
        activities=[charge, give_back, refunds, scan],
    ):
        print("ready", flush=True)
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
