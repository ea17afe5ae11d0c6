"""Data sets, metrics, baselines and fitted parameters."""
