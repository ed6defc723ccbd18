import requests

# Get overall statistics
response = requests.get('http://localhost:5003/bots/stats')
stats = response.json()

print(f"Active bots: {stats['active_bots']}")
print(f"Tasks executed: {stats['tasks_executed']}")
print(f"Utilization: {stats['utilization_percent']}%")

# Get specific bot status
response = requests.get('http://localhost:5003/bots/bot-abc-123')
bot = response.json()
print(f"Bot {bot['name']}: {bot['tasks_completed']} tasks completed")
