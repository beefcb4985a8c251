"""What people read: the weekly digest, its chart and its formats."""
