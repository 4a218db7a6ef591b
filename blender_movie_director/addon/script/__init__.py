"""Scripts as they are read while one types: what was read, who looks at it, and how a view gets to a place in it."""
