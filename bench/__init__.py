"""The bench: what a case costs on this machine, measured beside a bare workflow and beside another engine."""
