// A worker as another team may have it, in Go: its workflow journey starts a Baton definition as a child, and its
// activities and its workflow settle are called by steps of Baton definitions.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"go.temporal.io/api/enums/v1"
	"go.temporal.io/sdk/activity"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/log"
	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"
)

type inputs struct {
	DepartureTime string `json:"departure_time"`
}

// The type of the child is the definition's name, its queue is Baton's, its only argument are the inputs.
func journey(ctx workflow.Context, in inputs) (map[string]any, error) {
	ctx = workflow.WithChildOptions(ctx, workflow.ChildWorkflowOptions{
		TaskQueue: "baton",
		// Otherwise it would be ended at once with its caller, and nothing of what it did be undone.
		ParentClosePolicy:   enums.PARENT_CLOSE_POLICY_REQUEST_CANCEL,
		WaitForCancellation: true,
	})
	var result map[string]any
	err := workflow.ExecuteChildWorkflow(ctx, "departure_prep", in).Get(ctx, &result)
	var failure *temporal.ApplicationError
	if errors.As(err, &failure) {
		// The type is Baton's code of the failure: service-error, call-timed-out, …
		return map[string]any{"failed": failure.Type(), "why": failure.Message()}, nil
	}
	return result, err
}

type payment struct {
	Amount int    `json:"amount"`
	Card   string `json:"card"`
}

func charge(ctx context.Context, p payment) (map[string]any, error) {
	switch p.Card {
	case "refused":
		return nil, temporal.NewNonRetryableApplicationError("the card was refused", "CardRefused", nil)
	case "flaky":
		if activity.GetInfo(ctx).Attempt == 1 {
			return nil, errors.New("the line was busy")
		}
	case "slow":
		// A worker that reports from time to time hears of a cancel with its next report.
		for ctx.Err() == nil {
			activity.RecordHeartbeat(ctx)
			time.Sleep(100 * time.Millisecond)
		}
		return nil, ctx.Err()
	}
	return map[string]any{"receipt": fmt.Sprintf("%s-%d", activity.GetInfo(ctx).ActivityID, p.Amount), "by": "go"}, nil
}

type refund struct {
	Receipt string `json:"receipt"`
}

var refunded []string

func giveBack(_ context.Context, r refund) error {
	refunded = append(refunded, r.Receipt)
	return nil
}

func refunds(context.Context) ([]string, error) { return refunded, nil }

// Bytes are no JSON.
func scan(context.Context) ([]byte, error) { return []byte{1, 2, 3}, nil }

func settle(ctx workflow.Context, p payment) (map[string]any, error) {
	switch p.Card {
	case "refused":
		return nil, temporal.NewApplicationError("nothing to settle", "NothingToSettle")
	case "slow":
		if err := workflow.Sleep(ctx, time.Hour); err != nil {
			return nil, err
		}
	}
	return map[string]any{"settled": p.Amount, "id": workflow.GetInfo(ctx).WorkflowExecution.ID}, nil
}

func run(queue string) error {
	c, err := client.Dial(client.Options{
		HostPort:  os.Getenv("TEMPORAL_ADDRESS"),
		Namespace: os.Getenv("TEMPORAL_NAMESPACE"),
		Logger:    log.NewStructuredLogger(slog.New(slog.DiscardHandler)),
	})
	if err != nil {
		return err
	}
	defer c.Close()
	w := worker.New(c, queue, worker.Options{})
	w.RegisterWorkflowWithOptions(journey, workflow.RegisterOptions{Name: "journey"})
	w.RegisterWorkflowWithOptions(settle, workflow.RegisterOptions{Name: "settle"})
	w.RegisterActivityWithOptions(charge, activity.RegisterOptions{Name: "charge"})
	w.RegisterActivityWithOptions(giveBack, activity.RegisterOptions{Name: "refund"})
	w.RegisterActivityWithOptions(refunds, activity.RegisterOptions{Name: "refunds"})
	w.RegisterActivityWithOptions(scan, activity.RegisterOptions{Name: "scan"})
	if err := w.Start(); err != nil {
		return err
	}
	fmt.Println("ready")
	<-worker.InterruptCh()
	w.Stop()
	return nil
}

func main() {
	if err := run(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
