"""What documents are: types, parsers, outline, metadata, the library."""
