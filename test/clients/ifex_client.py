"""A client of the IFEX orchestrator, written from its design page alone: the schema's methods and the usage examples.

Needs Python 3 and nothing else. The first argument is where the service is. Runs the three usage examples, in which `[...]` stands
for the two steps that the status example shows, and holds every key and type of the answers to what the page says. Prints what it
was answered, as JSON."""

import json
import sys
import time
import urllib.parse
import urllib.request

BASE = sys.argv[1]

WORKFLOW_STATUS = ["PENDING", "RUNNING", "COMPLETED", "FAILED", "CANCELLED", "PAUSED"]
STEP_STATUS = ["PENDING", "RUNNING", "COMPLETED", "FAILED", "SKIPPED", "COMPENSATING"]


def send(request):
    with urllib.request.urlopen(request, timeout=30) as response:
        return json.loads(response.read().decode("utf-8"))


def post(method, body):
    data = json.dumps(body).encode("utf-8")
    headers = {"Content-Type": "application/json"}
    return send(urllib.request.Request(f"{BASE}/orchestrator/{method}", data, headers))


def get(method, **query):
    return send(f"{BASE}/orchestrator/{method}?{urllib.parse.urlencode(query)}")


def check(condition, what):
    if not condition:
        raise SystemExit(f"not as the page says: {what}")


def has(answer, members, mandatory):
    """Every member is of its datatype, and those that are mandatory are there."""
    for name in mandatory:
        check(name in answer, f"{name} is missing in {json.dumps(answer)}")
    for name, datatype in members.items():
        if name in answer:
            check(type(answer[name]) is datatype, f"{name} is {answer[name]!r}")


def has_execution(execution):
    """workflow_execution_t; a step that has not begun has neither result nor times."""
    members = {
        "execution_id": str, "workflow_name": str, "status": str, "inputs": str, "step_results": list,
        "started_at": str, "completed_at": str, "error_message": str,
    }
    has(execution, members, ["execution_id", "workflow_name", "status", "inputs", "step_results", "started_at"])
    check(execution["status"] in WORKFLOW_STATUS, execution["status"])
    json.loads(execution["inputs"])
    for step in execution["step_results"]:
        has(step, {
            "step_id": str, "status": str, "result": str, "error_message": str,
            "started_at": str, "completed_at": str, "duration_ms": int,
        }, ["step_id", "status"])
        check(step["status"] in STEP_STATUS, step["status"])
        if step["status"] == "COMPLETED":
            has(step, {}, ["result", "started_at", "completed_at", "duration_ms"])
            json.loads(step["result"])


def until(execution_id, holds):
    while True:
        answer = get("get_execution_status", execution_id=execution_id)
        has(answer, {"execution": dict, "success": bool}, ["execution", "success"])
        check(answer["success"] is True, "success")
        has_execution(answer["execution"])
        if holds(answer["execution"]):
            return answer
        time.sleep(0.05)


def step_of(execution, step_id):
    return next(step for step in execution["step_results"] if step["step_id"] == step_id)


# Register a Workflow

registered = post("register_workflow", {
    "workflow": {
        "name": "morning_prep",
        "version": "1.0.0",
        "description": "Prepare vehicle for morning departure",
        "input_schema": {
            "type": "object",
            "properties": {
                "departure_time": {"type": "string", "format": "date-time"},
                "comfort_temp": {"type": "number", "default": 22},
            },
            "required": ["departure_time"],
        },
        "steps": [
            {"id": "weather", "service": "weather", "method": "get_conditions"},
            {
                "id": "defrost", "service": "defrost", "method": "start", "depends_on": ["weather"],
                "when": "{{steps.weather.result.frost == true}}",
            },
        ],
    },
})
has(registered, {"success": bool, "message": str}, ["success", "message"])
check(registered["success"] is True, "success")

# Execute a Workflow

inputs = {"departure_time": "2025-01-15T07:00:00Z", "comfort_temp": 23}
executed = post("execute_workflow", {"workflow_name": "morning_prep", "inputs": inputs})
has(executed, {"execution_id": str, "success": bool, "message": str}, ["execution_id", "success", "message"])
check(executed["success"] is True, "success")

# Check Status: while defrost runs, as the page shows it

status = until(executed["execution_id"], lambda execution: step_of(execution, "defrost")["status"] == "RUNNING")
execution = status["execution"]
check(execution["execution_id"] == executed["execution_id"], "execution_id")
check(execution["workflow_name"] == "morning_prep", "workflow_name")
check(execution["status"] == "RUNNING", "status")
check([step["step_id"] for step in execution["step_results"]] == ["weather", "defrost"], "the order of steps")
weather, defrost = execution["step_results"]
check(weather["status"] == "COMPLETED", "weather")
check(json.loads(weather["result"]) == {"temp": -2, "frost": True}, weather["result"])
check("started_at" in defrost and "completed_at" not in defrost and "result" not in defrost, "defrost")

# The same with inputs as the schema types them, a string of JSON; and the other methods of the schema

again = post("execute_workflow", {"workflow_name": "morning_prep", "inputs": json.dumps(inputs)})
second = until(again["execution_id"], lambda execution: step_of(execution, "defrost")["status"] == "RUNNING")
check(json.loads(second["execution"]["inputs"]) == inputs, "inputs")
cancelled = post("cancel_execution", {"execution_id": again["execution_id"]})
has(cancelled, {"success": bool, "message": str}, ["success", "message"])
check(cancelled["success"] is True, "success")
ended = until(again["execution_id"], lambda execution: execution["status"] == "CANCELLED")
check("completed_at" in ended["execution"], "completed_at")

listed = get("list_workflows")
has(listed, {"workflows": list}, ["workflows"])
check("morning_prep" in [workflow["name"] for workflow in listed["workflows"]], "workflows")
found = get("get_workflow", workflow_name="morning_prep")
has(found, {"workflow": dict, "found": bool}, ["workflow", "found"])
has(found["workflow"], {"name": str, "version": str, "description": str, "steps": list}, ["name", "version", "steps"])
check(found["found"] is True and found["workflow"]["version"] == "1.0.0", "get_workflow")
check(get("get_workflow", workflow_name="evening_prep")["found"] is False, "found")

print(json.dumps({"registered": registered, "executed": executed, "status": status, "ended": ended}))
