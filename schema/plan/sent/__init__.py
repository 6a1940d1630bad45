"""What clients send, coerced as graphql-core does it by what was looked up once."""
