"""The residents' council (bewonersberaad): meetings, their packs on paper, and what it advised."""
