import requests

task = {
    "type": "mass_data_processing",
    "data": {
        "dataset": "customer_data_2024.csv",
        "operations": ["clean", "enrich", "analyze"],
        "output_format": "json"
    }
}

response = requests.post('http://localhost:5003/swarms/swarm-123/tasks', 
                        json=task)
result = response.json()
print(f"Task distributed to {result['assignments']} bots")
