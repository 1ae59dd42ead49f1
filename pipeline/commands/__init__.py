"""The commands of ``renke``, one small module each; heavy packages are imported inside them."""
