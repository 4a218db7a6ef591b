"""What is read rather than looked at: each module gives sections of the page as markup."""
