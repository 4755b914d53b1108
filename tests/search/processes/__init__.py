"""What only real processes with a database of their own can show: kills, races, long transactions."""
