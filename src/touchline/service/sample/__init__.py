"""What comes with the sample business beside its record: a plan, with faults put in on purpose."""
