"""How the billing API has been answering, endpoint by endpoint, for administrators."""
