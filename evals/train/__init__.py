"""Scripts that train what the program ships as learned weights."""
