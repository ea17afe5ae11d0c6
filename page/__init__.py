"""The web page: what is shown (`render`), where it stands (`layout`), what it looks like (`assets/`)."""
