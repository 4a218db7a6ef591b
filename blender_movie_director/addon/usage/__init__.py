"""What was used and spent, as the worker's record has it."""
