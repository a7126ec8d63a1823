"""What makes the requests, in processes of their own."""
