"""Briefing packages: what is known of the cooperation with one country, compiled, edited, frozen (11333/24, ¶8a)."""
