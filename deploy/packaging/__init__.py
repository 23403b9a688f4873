"""What turns the checkout into a wheel: generated files, and where content, assets and locales lie inside it."""
