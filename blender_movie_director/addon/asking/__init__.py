"""What is asked of models from the sidebar: jobs made of the settings, the script and the place in it."""
