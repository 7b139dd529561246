"""jacobian_orthonormality."""
