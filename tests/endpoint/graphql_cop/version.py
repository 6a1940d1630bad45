"""Version details of graphql-cop."""
VERSION = '1.15'
