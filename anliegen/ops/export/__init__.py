"""Everything of a company as one ZIP file: what belongs into it, how it is read and written, when it goes."""
