"""HTTP in, HTTP out: a folder for each resource with its routes, requests and responses."""
