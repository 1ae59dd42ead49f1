"""The five notices in every form in which a notice comes, read and held against their facts, cell by cell."""
