"""The commands behind `cli`: each a thin function that imports what it needs when it runs."""
