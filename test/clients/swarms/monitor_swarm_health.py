import requests

response = requests.get('http://localhost:5003/swarms/swarm-123')
swarm = response.json()

print(f"Swarm: {swarm['name']}")
print(f"Active bots: {swarm['active_bots']} / {swarm['bot_count']}")
print(f"Total tasks: {swarm['total_tasks_completed']}")
print(f"Avg tasks/bot: {swarm['average_tasks_per_bot']}")
