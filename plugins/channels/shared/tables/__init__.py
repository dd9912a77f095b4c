"""Tables of figures from CSV files: budgets, accounts, grants, payments and registers, read and added up exactly."""
