"""What can be found: chunks, the two indexes, the encoder, searching."""
