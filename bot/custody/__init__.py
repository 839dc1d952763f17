"""Custody: backups and restores, new keys for old values, months of keys, the audit log held against its chain."""
