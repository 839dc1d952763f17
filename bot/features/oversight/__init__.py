"""The auditor: counts without small cells, and the log without content."""
