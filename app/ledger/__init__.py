"""The ledger (logboek): the public record that can't be rewritten in silence."""
