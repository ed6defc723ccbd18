import requests

swarm_config = {
    "name": "enterprise-processing-swarm",
    "count": 10000,
    "tier": "L20",
    "capabilities": [
        "data_processing",
        "ml_inference",
        "analytics",
        "reporting"
    ]
}

response = requests.post('http://localhost:5003/swarms', json=swarm_config)
swarm = response.json()
print(f"Created swarm with {swarm['bot_count']} bots")
print(f"Swarm ID: {swarm['id']}")
