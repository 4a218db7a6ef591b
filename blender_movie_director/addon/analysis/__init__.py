"""What a model has said of a script: how it is asked for, what comes of it, and how it travels in the .blend."""
