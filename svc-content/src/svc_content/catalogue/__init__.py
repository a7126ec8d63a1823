"""What a province arranges as data: what a row of each kind holds, what is shipped, and what is in force now."""
