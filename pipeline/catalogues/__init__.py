"""Tables to catalogue rows with roles, and the notice's own facts."""
