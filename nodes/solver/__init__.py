"""The rules by which x_t becomes x_{t-1}: diffusers schedulers, seen as one kind of thing."""
