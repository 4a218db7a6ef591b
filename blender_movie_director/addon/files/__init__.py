"""Scripts in from files and out to files: at once where that is quick, else by the worker."""
