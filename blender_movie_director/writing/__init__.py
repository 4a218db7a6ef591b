"""What we ask models about scripts. One module per thing that a writer asks for."""
