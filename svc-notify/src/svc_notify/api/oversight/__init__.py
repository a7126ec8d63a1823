"""What administrators look back on."""
