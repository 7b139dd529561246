"""analytic_h."""
