"""A chat with the script in view: what was said (`talks`), and how the next answer is asked for (`talking`)."""
