"""What the runnable scripts share. Standard library only: they run before anything is installed."""
