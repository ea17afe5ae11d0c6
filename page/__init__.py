"""The web page. `layout` puts the rooms (`*_tab`) beside the source; `assets/` is how it looks and what it does by itself."""
