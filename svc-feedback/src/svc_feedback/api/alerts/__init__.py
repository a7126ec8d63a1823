"""What officers must hear of, in the console."""
