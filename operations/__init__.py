"""Running the archive day after day: schedules, health, backup, rights, many machines."""
