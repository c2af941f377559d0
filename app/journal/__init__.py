"""The travel story (reisverslag): what was done, told in plain words, with a picture."""
