"""Pages of persons without an account: counted forms, look-up by code, pages behind a secret link."""
